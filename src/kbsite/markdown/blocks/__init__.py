"""Rules of blocks, each in a file named for what it reads. No I/O."""
