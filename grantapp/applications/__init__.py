"""Joint applications: two cities write one draft, the partner agrees, the lead submits."""

from flask import Flask

from grantapp.applications import jobs as jobs
from grantapp.applications import policy, queries, views
from grantapp.applications.models import Application, Endorsement
from grantapp.core.ports import Subject, sentence, subject
from grantapp.core.words import N_

subject(
    Subject(
        kind=Application.__subject__,
        word=N_("application"),
        load=queries.load_application,
        label=lambda application, _language: (
            application.number or application.title or application.call.series
        ),
        endpoint="applications.hub",
        values=lambda application: {"application_id": application.id},
        view=policy.VIEW,
        load_many=queries.list_by_ids,
        files=dict.fromkeys(policy.NAMED_COPIES, policy.READ_NAMES),
    )
)
subject(
    Subject(
        kind=Endorsement.__subject__,
        word=N_("agreement of the partner city"),
        load=queries.load_endorsement,
        label=lambda endorsement, _language: f"v{endorsement.content_version}",
        endpoint="applications.hub",
        values=lambda endorsement: {"application_id": endorsement.application_id},
        view=policy.VIEW_ENDORSEMENT,
    )
)
sentence("application.begin", N_("%(who)s began the application"))
sentence("application.answered", N_("%(who)s wrote in the application"))
sentence("application.invited", N_("%(who)s invited somebody to the application"))
sentence(
    "application.endorsement_asked", N_("%(who)s asked the partner city to agree to version %(version)s")
)
sentence("application.endorsed", N_("%(who)s agreed to version %(version)s for the partner city"))
sentence("application.endorsement_ended", N_("The agreement of the partner city ended with this change"))
sentence("application.reading_opened", N_("%(who)s opened the application to a reviewer"))
sentence("application.reading_closed", N_("%(who)s closed the application to a reviewer"))
sentence("application.recused", N_("%(who)s closed the application to somebody with a conflict of interest"))


def register(app: Flask) -> None:
    """Bind the pages to the application."""
    app.register_blueprint(views.bp)
