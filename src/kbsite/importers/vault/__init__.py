"""What the notes of an Obsidian vault hold beyond what kbsite reads. No I/O."""
