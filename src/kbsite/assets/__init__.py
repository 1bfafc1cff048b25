"""Stylesheets, scripts and files of a site → planned outputs. I/O through `picture_files`."""
