"""Flask extensions, unbound; `create_app` binds them."""

from pathlib import Path

from flask import Flask, current_app
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

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"

babel = Babel()
bootstrap = Bootstrap5()
compress = Compress()
csrf = CSRFProtect()
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
