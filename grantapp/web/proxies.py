"""Who is really asking: the address and scheme that a trusted proxy forwards; nobody else is believed."""

from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

from flask import Flask

Network = IPv4Network | IPv6Network


class BehindProxies:
    """Takes X-Forwarded-For and X-Forwarded-Proto from proxies of known networks; Host is never taken from a header."""

    def __init__(self, app: Callable[..., Iterable[bytes]], networks: Sequence[Network]) -> None:
        self.app, self.networks = app, networks

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a request as from whom it really is."""
        if self.trusts(environ.get("REMOTE_ADDR", "")):
            environ["REMOTE_ADDR"] = self.client_of(environ)
            proto = environ.get("HTTP_X_FORWARDED_PROTO", "").rpartition(",")[2].strip()
            if proto in ("http", "https"):
                environ["wsgi.url_scheme"] = proto
        return self.app(environ, start_response)

    def trusts(self, address: str) -> bool:
        """Whether an address is that of a proxy of ours."""
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self.networks)

    def client_of(self, environ: dict[str, Any]) -> str:
        """Return the last address that no proxy of ours has: what stands before it may be invented."""
        client = str(environ["REMOTE_ADDR"])
        for hop in reversed(environ.get("HTTP_X_FORWARDED_FOR", "").split(",")):
            try:
                client = str(ip_address(hop.strip()))
            except ValueError:
                break
            if not self.trusts(client):
                break
        return client


def networks_of(setting: str) -> list[Network]:
    """Return the networks that a setting names, separated by commas; ValueError when one is none."""
    return [ip_network(part.strip(), strict=False) for part in setting.split(",") if part.strip()]


def register(app: Flask) -> None:
    """Believe the proxies of the setting, if there are any."""
    if networks := networks_of(app.config["TRUSTED_PROXIES"]):
        app.wsgi_app = BehindProxies(app.wsgi_app, networks)  # type: ignore[method-assign]
