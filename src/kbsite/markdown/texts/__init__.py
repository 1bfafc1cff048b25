"""Collected tokens → pieces, plain text, the outline, excerpts, quotes. No I/O."""
