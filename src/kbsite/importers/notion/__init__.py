"""A "Markdown & CSV" export of Notion → notes. No I/O."""
