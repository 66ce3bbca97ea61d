"""Pages of no feature: the language switch, the two health checks, and the kit of parts."""

from flask import (
    Blueprint,
    Response,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    session,
)
from flask_babel import force_locale
from werkzeug.wrappers import Response as BaseResponse

from grantapp.core.words import LANGUAGES
from grantapp.web import components, kit, queries
from grantapp.web.access import public, safe_path
from grantapp.web.language import COOKIE_KEY, keepers

bp = Blueprint("web", __name__)
development = Blueprint("kit", __name__)


@bp.post("/language")
@public
def choose_language() -> BaseResponse:
    """Keep the chosen language in the session and stay on the page."""
    wanted = request.form.get("language", "")
    if wanted in LANGUAGES:
        session[COOKIE_KEY] = wanted
        for keep in keepers:
            keep(g.actor, wanted)
    return redirect(safe_path(request.form.get("next"), "/"))


@bp.get("/healthz")
@public
def healthz() -> Response:
    """Say that the process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """Say whether the product is ready; the worker is told, and counts when asked for by `?worker=1`."""
    checks, told = queries.readiness(), queries.watched_state()
    counted = checks | {name: holds for name, holds in told.items() if request.args.get(name) == "1"}
    status = 200 if all(counted.values()) else 503
    if not (_asks_from_here() or components.area(g.actor) == "staff"):
        return Response("ok\n" if status == 200 else "unavailable\n", mimetype="text/plain"), status
    reasons = sorted(name for name, holds in counted.items() if not holds)
    word = "not ready" if reasons else "ready"
    return jsonify(status=word, reasons=reasons, checks=checks, watched=told), status


def _asks_from_here() -> bool:
    """Whether somebody on this host asks, not through a proxy that stands on it."""
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return request.remote_addr in ("127.0.0.1", "::1") and not forwarded


@development.get("/_kit")
@public
def show() -> str:
    """Show every component in every state (?language=ja, ?theme=dark); it does not exist in production."""
    language = kit.chosen_language()
    with force_locale(language):
        return render_template("web/kit.html", theme=kit.chosen_theme(), **kit.samples(language))
