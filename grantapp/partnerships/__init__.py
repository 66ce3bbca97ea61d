"""Partnerships."""

from flask import Flask

from grantapp.partnerships import models as models


def register(app: Flask) -> None:
    """Bind the feature to the application."""
