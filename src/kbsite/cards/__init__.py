"""Pictures of notes that other sites show beside a link: their titles, drawn with a font that the
site names. I/O through `fonts`; all else is pure."""
