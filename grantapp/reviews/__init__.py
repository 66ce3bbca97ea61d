"""Reviews."""

from flask import Flask

from grantapp.reviews import models as models


def register(app: Flask) -> None:
    """Bind the feature to the application."""
