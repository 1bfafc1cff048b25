"""Formulas: the rules that find them, what is said of their marks, and MathML. No I/O."""
