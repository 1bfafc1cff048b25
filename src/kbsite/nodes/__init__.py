"""YAML, TOML and JSON → nodes that know their line and column. No I/O."""
