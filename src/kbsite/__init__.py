"""kbsite: Chinese technical notes in, a fast static site out."""

__version__ = "0.1.0"
