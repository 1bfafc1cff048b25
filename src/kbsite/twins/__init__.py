"""Notes as Markdown for machines: what their pages show, with links resolved. No I/O.

They are made of composed HTML, not of sources: what a page does not show cannot stand in them.
"""
