"""What every template may use: filters, navigation, guarded links, permissions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, has_request_context, request
from flask_babel import gettext
from werkzeug.routing import BuildError

from grantapp.core import clock
from grantapp.core.policy import Actor
from grantapp.web import access, formats
from grantapp.web.addresses import address


@dataclass(frozen=True)
class NavigationItem:
    """An entry of the menu: `shown` decides for whom, `area` is "city", "staff", "reviewer" or "public"."""

    area: str
    order: int
    word: str
    endpoint: str
    shown: Callable[[Actor], bool]
    group: int = 1


@dataclass(frozen=True)
class MenuEntry:
    """An entry as a page shows it: `current` when the page belongs to it."""

    endpoint: str
    group: int
    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Tab:
    """One page about the same record: `group` names the kind of record, `shown` decides for whom."""

    group: str
    order: int
    word: str
    endpoint: str
    shown: Callable[[Actor, Any], bool]


items: list[NavigationItem] = []
tabs_of_group: list[Tab] = []
area_of: list[Callable[[Actor], str]] = []


def add_navigation(item: NavigationItem) -> None:
    """Register a menu entry (at import of a feature)."""
    items.append(item)
    items.sort(key=lambda one: (one.group, one.order))


def area(actor: Actor) -> str:
    """Return which front an actor sees; `accounts` registers the rule."""
    return area_of[-1](actor) if area_of else "public"


def navigation(actor: Actor) -> list[MenuEntry]:
    """Return the menu of an actor's front; current is the entry of this feature or with the nearest address."""
    front = area(actor)
    shown = {
        address(item.endpoint): item
        for item in items
        if item.area == front and item.endpoint in current_app.view_functions and item.shown(actor)
    }
    nearest = max((url for url in shown if _leads_to_here(url)), key=len, default=None)
    return [
        MenuEntry(
            item.endpoint,
            item.group,
            formats.word(item.word),
            url,
            url == nearest or _is_room_of_reviewer(item),
        )
        for url, item in shown.items()
    ]


def _leads_to_here(url: str) -> bool:
    return request.path == url or (url != "/" and request.path.startswith(url.rstrip("/") + "/"))


def _is_room_of_reviewer(item: NavigationItem) -> bool:
    return item.area == "reviewer" and request.blueprint == item.endpoint.partition(".")[0]


def add_tab(tab: Tab) -> None:
    """Register a page about a kind of record (at import of a feature)."""
    tabs_of_group.append(tab)
    tabs_of_group.sort(key=lambda one: one.order)


def record_tabs(group: str, subject: Any, **values: Any) -> list[dict[str, Any]]:
    """Return the tabs of a record that the actor may open, the present page marked."""
    return [
        {
            "label": gettext(tab.word),
            "url": address(tab.endpoint, **values),
            "current": request.endpoint == tab.endpoint,
        }
        for tab in tabs_of_group
        if tab.group == group and tab.endpoint in current_app.view_functions and tab.shown(g.actor, subject)
    ]


def link(endpoint: str, **values: Any) -> str | None:
    """Return a URL, or None when no feature offers the page."""
    try:
        return address(endpoint, **values)
    except BuildError:
        return None


def here(**changes: Any) -> str:
    """Return the address of this page with some query parameters changed (None removes one)."""
    asked = {
        key: value for key, value in request.args.items() if key != "endpoint" and not key.startswith("_")
    }
    kept = {key: value for key, value in {**asked, **changes}.items() if value not in (None, "")}
    return address(request.endpoint or "web.healthz", **(request.view_args or {}), **kept)


def _context() -> dict[str, Any]:
    actor: Actor = g.get("actor") or Actor.anonymous()
    return {
        "navigation": navigation(actor) if has_request_context() else [],  # a job writes no page with a menu
        "actor": actor, "can": access.can, "link": link, "here": here, "record_tabs": record_tabs, "now": clock.now(),
        "area": area(actor),
        "language": formats.language(),
    }  # fmt: skip


def register(app: Flask) -> None:
    """Give the templates their filters and names."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(formats.FILTERS)
    app.context_processor(_context)
