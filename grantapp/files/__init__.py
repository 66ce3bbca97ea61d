"""Files: checked by content, kept under random keys, seen by whoever may see what they hang on."""

from flask import Flask

from grantapp.core.ports import Subject, sentence, subject
from grantapp.core.words import N_
from grantapp.files import cli, policy, queries, rules, storage, views
from grantapp.files import jobs as jobs
from grantapp.files.models import StoredFile
from grantapp.web.queries import needed

subject(
    Subject(
        kind=StoredFile.__subject__, word=N_("file"), load=queries.get_placed_file,
        label=lambda placed, _language: placed.file.name, endpoint="files.download",
        values=lambda placed: {"file_id": placed.file.id}, view=policy.VIEW,
    )
)  # fmt: skip
needed["storage"] = storage.is_writable
sentence("file.attached", N_("%(who)s attached a file"))
sentence("file.removed", N_("%(who)s removed a file"))


def register(app: Flask) -> None:
    """Add the download, the command and what a file field needs."""
    app.register_blueprint(views.bp)
    app.cli.add_command(cli.group)
    app.jinja_env.globals["accept_attribute"] = rules.accept_attribute
