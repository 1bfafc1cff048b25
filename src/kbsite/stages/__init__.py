"""The stages of a build, each with what the cache remembers of it. I/O through the cache and what
they are handed."""
