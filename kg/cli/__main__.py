"""`python -m kg.cli`: the command line without the installed command."""

from kg.cli import main

main()
