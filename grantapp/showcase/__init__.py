"""The public site: the front page with its map, what came of the awards, and the texts about it."""

from flask import Flask

from grantapp.core.policy import anyone
from grantapp.core.words import N_
from grantapp.showcase import views
from grantapp.web.components import NavigationItem, add_navigation

add_navigation(NavigationItem("public", 20, N_("Awards and outcomes"), "showcase.awards", anyone))
add_navigation(NavigationItem("public", 10, N_("Help"), "showcase.help", anyone, group=4))


def register(app: Flask) -> None:
    """Add the public pages."""
    app.register_blueprint(views.bp)
