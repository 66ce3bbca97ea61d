"""Flask extensions, unbound; `create_app` binds them."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request
from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_mail import Mail
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

BY_ORIGIN = {"web.choose_language"}
MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


class Guard(CSRFProtect):
    """Asks every form for its token; the language of a visitor only for its origin, since cached pages hold no token."""

    def protect(self, **options: Any) -> None:
        """Refuse what another site has sent."""
        if request.endpoint in BY_ORIGIN and not g.actor.is_signed_in and comes_from_here():
            return
        super().protect(**options)


def comes_from_here() -> bool:
    """Whether a browser says that the form stands on a page of this host (one that says nothing is refused)."""
    said = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(said).netloc == request.host


babel = Babel()
bootstrap = Bootstrap5()
compress = Compress()
csrf = Guard()
limiter = Limiter(key_func=get_remote_address, headers_enabled=False)
login_manager = LoginManager()
mail = Mail()
migrate = Migrate()


def bind(app: Flask, db: SQLAlchemy) -> None:
    """Bind every extension that needs no feature to the application."""
    for extension in (bootstrap, compress, limiter, mail):
        extension.init_app(app)
    migrate.init_app(app, db, directory=str(MIGRATIONS), render_as_batch=True)


def secret_key() -> str:
    """Return the secret of the running application, from which links are derived."""
    return str(current_app.config["SECRET_KEY"])
