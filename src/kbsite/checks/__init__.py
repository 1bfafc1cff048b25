"""What `kbsite check` says beyond a build. I/O through the engine."""
