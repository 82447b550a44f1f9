"""The front door: the command line. The one place that knows Typer, and the one that prints."""

from __future__ import annotations


def main() -> None:
    """Run `kg`; the entry point of the installed command."""
    from kg.cli.failures import stopped

    try:
        from kg.cli.commands import app

        app(prog_name="kg")
    except KeyboardInterrupt:  # before or after a command
        stopped()
