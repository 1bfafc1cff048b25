"""Rules of what stands in a line, each in a file named for what it reads. No I/O."""
