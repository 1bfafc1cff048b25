"""Other tools' notes → `content/`, with an account of every file. No I/O here."""
