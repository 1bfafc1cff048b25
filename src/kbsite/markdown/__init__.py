"""The note parser: Markdown → tokens → pieces. Knows nothing of other notes. No I/O."""
