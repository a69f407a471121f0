"""`python -m sunshine`: the command line."""

from sunshine.cli import main

main()
