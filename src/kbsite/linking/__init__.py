"""A link as written → what it comes to, and what is wrong with it. No I/O."""
