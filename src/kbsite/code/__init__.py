"""Code blocks: what their info strings say, their colours, their marked lines. No I/O."""
