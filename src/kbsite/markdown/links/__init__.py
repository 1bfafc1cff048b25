"""Links, addresses and pictures: their rules, and their tokens once a note is read. No I/O."""
