"""The head of a note → `FrontMatter`. No I/O."""
