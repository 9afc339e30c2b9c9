"""How the catalogue is made from the reference figures."""
