"""`kbsite serve`: a server of one engine's outputs that follows the files. No I/O here."""
