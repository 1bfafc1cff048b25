"""Where notes and lists stand in the site, under which titles, in which order. No I/O."""
