"""Changes to the notes themselves: `kbsite mv`, `kbsite check --write`. I/O through `writing`."""
