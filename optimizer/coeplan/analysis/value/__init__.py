"""What information and flexibility are worth: bounds on both from proved brackets."""
