"""`@authorized` and `@public`: every route says who may; the action asks again and is authoritative."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from inspect import signature
from typing import Any

from flask import current_app, g, redirect, request, url_for
from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.wrappers import Response

from grantapp.core import clock, ports
from grantapp.core.policy import Actor, Permission, permissions

View = Callable[..., Any]
STEP_UP_HOLDS = timedelta(minutes=15)
prove_again: list[Callable[[], Any]] = []  # what leads a person through the proof; accounts puts it here
explanations: dict[str, Callable[[Any], str]] = {}  # by permission: who may do it, told to whoever is refused


def public(view: View) -> View:
    """Open a route to everybody."""

    @wraps(view)
    def open_view(**values: Any) -> Any:
        return run_view(view, (), values)

    open_view.__access__ = "public"  # type: ignore[attr-defined]
    return open_view


def authorized(permission: Permission, load: Callable[..., Any] | None = None) -> Callable[[View], View]:
    """Guard a route: `load` takes the URL values that it names and its result is the view's first argument."""
    names = tuple(signature(load).parameters) if load else ()

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(**values: Any) -> Any:
            taken = {name: values.pop(name) for name in names if name in values}
            subject = load(**taken) if load else None
            refusal = refuse(g.actor, permission, subject, missing=load is not None and subject is None)
            if refusal is not None:
                return refusal
            saw(subject)
            return run_view(view, (subject,) if load else (), values)

        guarded.__access__ = permission.name  # type: ignore[attr-defined]
        return guarded

    return guard


def run_view(view: View, positional: tuple[Any, ...], values: dict[str, Any]) -> Any:
    """Call a view after access was granted (the permission matrix replaces this to see the door alone)."""
    return view(*positional, **values)


def saw(*subjects: Any) -> None:
    """Note whose records a page or file shows, for its access line; every view that shows people calls it for them.

    A row brings along whom it is about (`person_id`) and the record on which it hangs (`subject_kind`, `subject_id`).
    """
    seen: dict[tuple[str, int], None] = g.setdefault("seen", {})
    for subject in subjects:
        for kind, number in (
            (getattr(subject, "__subject__", None), getattr(subject, "id", None)),
            ("person", getattr(subject, "person_id", None)),
            (getattr(subject, "subject_kind", None), getattr(subject, "subject_id", None)),
        ):
            if isinstance(kind, str) and isinstance(number, int):
                seen[kind, number] = None


def stepped_up(view: View) -> View:
    """Let a view run only when the person has proved who he is within the last 15 minutes (under @authorized)."""

    @wraps(view)
    def fresh_view(*positional: Any, **values: Any) -> Any:
        if has_stepped_up(g.actor):
            return view(*positional, **values)
        return prove_again[0]()

    fresh_view.__stepped_up__ = True  # type: ignore[attr-defined]
    return fresh_view


def has_stepped_up(actor: Actor) -> bool:
    """Whether the proof of who somebody is was given recently enough for money, roles and personal data."""
    return actor.confirmed_at is not None and clock.wall() - actor.confirmed_at < STEP_UP_HOLDS


def takes_files(view: View) -> View:
    """Let a route take files: its form may be as large as the largest attachment and some text."""
    view.__takes_files__ = True  # type: ignore[attr-defined]
    return view


def widen_for_files(endpoint: str | None, _values: Any = None) -> None:
    """Raise the limit of a request before anything reads its form, where the route takes files."""
    if getattr(current_app.view_functions.get(endpoint or ""), "__takes_files__", False):
        request.max_content_length = (
            current_app.config["MAX_UPLOAD_SIZE"] + current_app.config["MAX_CONTENT_LENGTH"]
        )


def refuse(actor: Actor, permission: Permission, subject: Any, *, missing: bool) -> Response | None:
    """Return None when allowed; sign-in for the public; 404 where viewing is denied; else 403."""
    if not missing and permission.allows(actor, subject):
        return None
    if not actor.is_signed_in:
        return to_sign_in()
    if missing or not may_see(actor, permission, subject):
        raise NotFound
    if permission.name in explanations:
        g.explanation = explanations[permission.name](subject)
    raise Forbidden


def may_see(actor: Actor, permission: Permission, subject: Any) -> bool:
    """Whether the actor may view a subject: by the view permission of its kind, else of the permission's resource.

    What has neither (a session, a passkey) is there for those alone who may act on it.
    """
    kind = ports.subjects.get(getattr(subject, "__subject__", ""))
    view = kind.view if kind else permissions.get(f"{permission.resource}:view")
    return subject is None or (view or permission).allows(actor, subject)


def to_sign_in() -> Response:
    """Send a person to sign-in and back here afterwards."""
    here = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("accounts.sign_in", next=here or None))


def can(permission_name: str, subject: Any = None) -> bool:
    """Ask a permission by name, in templates."""
    return permissions[permission_name].allows(g.actor, subject)


def safe_path(target: str | None, fallback: str) -> str:
    """Return a path on this host, never another host (open redirects)."""
    if (
        not target
        or not target.startswith("/")
        or target.startswith(("//", "/\\"))
        or any(ord(c) < 33 for c in target)
    ):
        return fallback
    return target
