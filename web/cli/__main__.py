"""`python -m web.cli` is `talent`."""

from web.cli import main

main()
