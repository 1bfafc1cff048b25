"""Pieces → HTML and text: fills the slots of a note for the page it stands on. No I/O."""
