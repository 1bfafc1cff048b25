"""The nouns beside those of `model`: what stages hand to one another. No I/O."""
