"""Ledger."""

from flask import Flask

from grantapp.ledger import models as models


def register(app: Flask) -> None:
    """Bind the feature to the application."""
