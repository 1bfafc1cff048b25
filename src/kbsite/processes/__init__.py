"""Work that other processes do. I/O through the pipes to them."""
