"""`python -m sunshine`: the command line."""

import sys

try:
    from sunshine.cli import main
except KeyboardInterrupt:  # while it was loaded: nothing has begun
    sys.exit(130)

main()
