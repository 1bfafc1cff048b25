"""The output folder: where it may be, how its files lie, what is made ready beside it. I/O through
`output_folder`, `output_place`, `stamps`, `staging` and `inspecting`."""
