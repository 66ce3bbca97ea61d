"""Documents: frozen content with its hash, and PDFs set with Japanese."""

from flask import Flask

from grantapp.core.ports import Subject, sentence, subject
from grantapp.core.words import N_
from grantapp.documents import cli, policy, queries, views
from grantapp.documents.models import Snapshot

subject(
    Subject(
        kind=Snapshot.__subject__, word=N_("frozen content"), load=queries.get_placed_snapshot,
        label=lambda placed, _language: placed.snapshot.sha256[:12], endpoint="documents.snapshot",
        values=lambda placed: {"snapshot_id": placed.snapshot.id}, view=policy.VIEW,
    )
)  # fmt: skip
sentence("snapshot.taken", N_("%(who)s froze the content (SHA-256 %(sha256)s)"))
sentence("snapshot.annex_erased", N_("%(who)s erased the personal values of the frozen content"))


def register(app: Flask) -> None:
    """Add the downloads and the command."""
    app.register_blueprint(views.bp)
    app.cli.add_command(cli.group)
