"""TeX → MathML Core: bounded, rewritten to what math-core knows, mended for browsers. No I/O."""
