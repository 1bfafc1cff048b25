"""A site's own Markdown rules and outputs: read, run, and their faults told. READS files."""
