"""Obsidian's Bases, as far as a table that is made once needs them. No I/O."""
