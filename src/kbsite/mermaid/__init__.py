"""Mermaid diagrams → pictures, light and dark, by the library merman. No I/O."""
