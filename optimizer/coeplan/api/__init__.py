"""All that the interfaces call.

Each module holds one task and functions named after it: ``load``, ``solve``, ``show``, ``files``, ``compare``,
``audit``, ``tree``, ``schema``, ``examples``, ``new``.
"""
