"""The parts of kbsite.yaml, and what is wrong with them. I/O through `config_file`."""
