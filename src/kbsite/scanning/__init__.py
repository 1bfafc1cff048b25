"""What a scan finds: notes, files beside them, dates of git. I/O through `walk` and those that
read a file each."""
