"""Settings, all from the environment; development is the default and needs nothing."""

import os
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
INSTANCE = ROOT / "instance"
DEVELOPMENT_SECRET = "development-only-secret"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
REQUIRED_IN_PRODUCTION = ("SECRET_KEY", "AUDIT_KEY", "DATABASE_URL", "MAIL_SERVER", "PUBLIC_URL")


class MissingSettings(RuntimeError):
    """The environment lacks what production needs; the message names each variable."""


def read_settings(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return Flask settings from environment variables; MissingSettings when production lacks some."""
    production = is_production(environ)
    if production:
        _require(environ)
    public_url = environ.get("PUBLIC_URL", f"http://127.0.0.1:{environ.get('PORT', '5000')}")
    return {
        "PRODUCTION": production,
        "SECRET_KEY": environ.get("SECRET_KEY", DEVELOPMENT_SECRET),
        "AUDIT_KEY": environ.get("AUDIT_KEY", DEVELOPMENT_SECRET),
        "PUBLIC_URL": public_url.rstrip("/"),
        **_database(environ, production),
        **_sessions(production),
        **_mail(environ, production),
        **_limits(environ),
        **_front(environ, public_url, production),
        "FILES_URL": environ.get("FILES_URL", (INSTANCE / "files").as_uri()),
        "ACCESS_LOG": environ.get("ACCESS_LOG", str(INSTANCE / "access.log")),
        "ACCESS_DAYS": int(environ.get("ACCESS_DAYS", "730")),
        "HUEY_PATH": environ.get("HUEY_PATH", str(INSTANCE / "huey.db")),
        "INLINE_JOBS": False,
        "BOOTSTRAP_SERVE_LOCAL": True,
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "grantapp" / "translations"),
        "HELP_EMAIL_EN": environ.get("HELP_EMAIL_EN", "help@exchange.example"),
        "HELP_EMAIL_JA": environ.get("HELP_EMAIL_JA", "soudan@exchange.example"),
        "HELP_PHONE_EN": environ.get("HELP_PHONE_EN", "+1 202 555 0142"),
        "HELP_PHONE_JA": environ.get("HELP_PHONE_JA", "03-5550-0142"),
    }


def is_production(environ: Mapping[str, str]) -> bool:
    """Whether the product is to be reachable by others: said so, or bound to another address than loopback."""
    return environ.get("GRANTAPP_ENV") == "production" or environ.get("HOST", "127.0.0.1") not in LOOPBACK


def _require(environ: Mapping[str, str]) -> None:
    missing = [name for name in REQUIRED_IN_PRODUCTION if not environ.get(name)]
    weak = [
        name for name in ("SECRET_KEY", "AUDIT_KEY")
        if environ.get(name) and (len(environ[name]) < 32 or environ[name] == DEVELOPMENT_SECRET)
    ]  # fmt: skip
    if missing or weak:
        raise MissingSettings(
            "Production needs these environment variables: "
            + ", ".join(missing + [f"{w} (32+ characters)" for w in weak])
        )


def _database(environ: Mapping[str, str], production: bool) -> dict[str, Any]:
    url = environ.get("DATABASE_URL", f"sqlite:///{INSTANCE / 'grantapp.db'}")
    if url.startswith("postgres://"):
        url = url.replace("postgres://", "postgresql://", 1)
    options: dict[str, Any] = {
        "hide_parameters": production
    }  # an error in the log shows no value of a person
    if url.startswith("postgresql"):
        options["pool_pre_ping"] = True
    return {"SQLALCHEMY_DATABASE_URI": url, "SQLALCHEMY_ENGINE_OPTIONS": options}


def _sessions(production: bool) -> dict[str, Any]:
    return {
        "SESSION_COOKIE_NAME": "__Host-session" if production else "session",
        "SESSION_COOKIE_SECURE": production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(minutes=60),
        "ABSOLUTE_SESSION_LIFETIME": timedelta(hours=12),
        "WTF_CSRF_TIME_LIMIT": None,
    }


def _mail(environ: Mapping[str, str], production: bool) -> dict[str, Any]:
    return {
        "MAIL_SERVER": environ.get("MAIL_SERVER", ""),
        "MAIL_PORT": int(environ.get("MAIL_PORT", "465" if production else "25")),
        "MAIL_USE_SSL": environ.get("MAIL_USE_SSL", "1" if production else "") == "1",
        "MAIL_USE_TLS": environ.get("MAIL_USE_TLS", "") == "1",
        "MAIL_USERNAME": environ.get("MAIL_USERNAME"),
        "MAIL_PASSWORD": environ.get("MAIL_PASSWORD"),
        "MAIL_CA_FILE": environ.get("MAIL_CA_FILE", ""),
        "MAIL_DEFAULT_SENDER": environ.get("MAIL_SENDER", "grants@exchange.example"),
        "MAIL_FOLDER": environ.get("MAIL_FOLDER", str(INSTANCE / "mail")),
    }


def _limits(environ: Mapping[str, str]) -> dict[str, Any]:
    return {
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 5000,
        "MAX_UPLOAD_SIZE": int(environ.get("MAX_UPLOAD_MB", "10")) * 1024 * 1024,
        "RATELIMIT_STORAGE_URI": environ.get("RATELIMIT_STORAGE_URI", "memory://"),
        "RATELIMIT_DEFAULT": environ.get("RATELIMIT_DEFAULT", "3000 per minute"),
    }


def _front(environ: Mapping[str, str], public_url: str, production: bool) -> dict[str, Any]:
    """Return whom the web process believes, and for how long it shows a public page that it has made."""
    named = [name.strip() for name in environ.get("TRUSTED_HOSTS", "").split(",") if name.strip()]
    own = [urlsplit(public_url).hostname or "", *sorted(LOOPBACK)]
    return {
        "TRUSTED_HOSTS": named + own if named or production else None,
        "TRUSTED_PROXIES": environ.get("TRUSTED_PROXIES", ""),
        "PAGE_CACHE_SECONDS": float(environ.get("PAGE_CACHE_SECONDS", "20")),
    }


def new_secret() -> str:
    """Return a secret fit for SECRET_KEY or AUDIT_KEY."""
    return secrets.token_urlsafe(48)
