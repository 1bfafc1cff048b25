"""What stays text or code and was meant to be more, and how that is told. No I/O."""
