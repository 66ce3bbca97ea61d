"""Finding words in both languages, also inside Japanese ones: one index for every kind of record.

A feature names its texts once (`rules.source`) and writes them in its actions (`actions.refresh`); a list
narrows itself by `queries.matching`, joined with what its reader may see before any LIMIT.
"""

from flask import Flask

from grantapp.search import cli


def register(app: Flask) -> None:
    """Add the command."""
    app.cli.add_command(cli.group)
