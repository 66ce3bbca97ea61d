"""Files of the product itself: served by WhiteNoise under names that hold their hash, compressed once, kept forever.

`url_for("static", …)` and Bootstrap's own macro give the hashed name; the plain names go on working, for a minute at a time.
"""

import gzip
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

import brotli
from flask import Flask
from whitenoise import WhiteNoise

from grantapp.web.headers import HEADERS

_HASHED = re.compile(r"\.[0-9a-f]{12}\.[a-z0-9]+$")
_IMPORTED = re.compile(rb'(from "\./)([a-z_]+\.js)(";)')
_COMPRESSED = {".css", ".js", ".svg", ".json", ".txt"}
BOOTSTRAP_FILES = ("css/bootstrap.min.css",)
SECONDS_OF_PLAIN_NAMES = 60


def register(app: Flask) -> None:
    """Put WhiteNoise before the application; debugging keeps Flask's own way, so that changes are seen at once."""
    if app.debug:
        return
    files = {endpoint: dict(_files(app, endpoint)) for endpoint in ("static", "bootstrap.static")}
    names = {
        endpoint: {name: _hashed_name(name, body) for name, body in found.items()}
        for endpoint, found in files.items()
    }
    folder = _written(Path(app.instance_path) / "static", files, names)
    _serve(app, folder)

    def give_hashed_name(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint in names and "filename" in values:
            values["filename"] = names[endpoint].get(values["filename"], values["filename"])

    app.url_defaults(give_hashed_name)


def _files(app: Flask, endpoint: str) -> Iterator[tuple[str, bytes]]:
    blueprint = app.blueprints.get(endpoint.partition(".")[0])
    root = Path((blueprint or app).static_folder or "")
    if blueprint is not None:
        yield from ((name, (root / name).read_bytes()) for name in BOOTSTRAP_FILES)
        return
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        yield path.relative_to(root).as_posix(), _with_hashed_imports(path)


def _with_hashed_imports(path: Path) -> bytes:
    """Return a file; a script names the scripts that it imports by their hashed names."""

    def hashed(found: re.Match[bytes]) -> bytes:
        name = found[2].decode()
        other = _hashed_name(name, _with_hashed_imports(path.parent / name))
        return found[1] + other.encode() + found[3]

    body = path.read_bytes()
    return _IMPORTED.sub(hashed, body) if path.suffix == ".js" else body


def _hashed_name(name: str, body: bytes) -> str:
    stem, _dot, ending = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(body).hexdigest()[:12]}.{ending}"


def _written(place: Path, files: dict[str, dict[str, bytes]], names: dict[str, dict[str, str]]) -> Path:
    """Write every file and its compressed twins into a folder named after all of them, at once or not at all."""
    known = hashlib.sha256(
        repr(sorted((e, sorted(n.values())) for e, n in names.items())).encode()
    ).hexdigest()[:16]
    folder = place / known
    if folder.is_dir():
        return folder
    place.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=place, prefix=".making-"))
    made.chmod(0o755)
    for endpoint, found in files.items():
        for name, body in found.items():
            for written in (name, names[endpoint][name]):
                _write(made / _prefix(endpoint) / written, body)
    try:
        made.rename(folder)
    except OSError:  # another process was faster
        shutil.rmtree(made)
    return folder


def _prefix(endpoint: str) -> str:
    return "static" if endpoint == "static" else "bootstrap/static"


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    if path.suffix in _COMPRESSED and len(body) > 200:
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(body, 9, mtime=0))
        path.with_name(f"{path.name}.br").write_bytes(brotli.compress(body, quality=10))


def _serve(app: Flask, folder: Path) -> None:
    def add_headers(headers: Headers, _path: str, _url: str) -> None:
        for name, value in HEADERS.items():
            headers[name] = value

    served = WhiteNoise(
        app.wsgi_app, max_age=SECONDS_OF_PLAIN_NAMES, allow_all_origins=False, add_headers_function=add_headers,
        immutable_file_test=lambda _path, url: bool(_HASHED.search(url)),
    )  # fmt: skip
    served.add_files(os.fspath(folder))
    app.wsgi_app = served  # type: ignore[method-assign]
