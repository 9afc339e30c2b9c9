"""What must hold for every instance: how an optimum moves when its instance is changed in a way whose effect is known.

Nothing here knows an optimum. Each property takes random instances (``bases``), changes them, and compares what the
engine makes of both; each says why it must hold, and for which instances it need not. ``test_exceptions`` shows, with
the smallest instances that do, that those exceptions are real.

Every property runs in two tiers with the same body: few examples always, many in the slow tier (``tiers``).
"""
