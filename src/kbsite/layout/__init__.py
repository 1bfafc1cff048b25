"""The picture of all notes: where each of them lies. No I/O."""
