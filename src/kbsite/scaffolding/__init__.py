"""What a new site begins with, and what is there already. I/O through `installed`, `left_out` and
`repository`."""
