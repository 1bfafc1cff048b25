"""Notes → what a reader's browser searches in. No I/O."""
