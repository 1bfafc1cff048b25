"""What comes before and after the Markdown of one note: its bytes, its language, its terms. No
I/O."""
