"""`python -m kbsite`: the command line without the console script."""

from kbsite.cli import program

if __name__ == "__main__":
    program()
