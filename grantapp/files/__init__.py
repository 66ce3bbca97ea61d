"""Files."""

from flask import Flask

from grantapp.files import models as models


def register(app: Flask) -> None:
    """Bind the feature to the application."""
