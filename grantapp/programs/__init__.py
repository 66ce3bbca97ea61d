"""Whose money, under which rules, for what: funders, grants, rule sets, programs and themes."""

from flask import Flask

from grantapp.core.ports import Subject, sentence, subject
from grantapp.core.words import N_
from grantapp.programs import actions as actions
from grantapp.programs import policy, queries, views
from grantapp.programs.models import Funder, FunderGrant, Program, RuleSet

for _model, _word, _load, _view, _load_many in (
    (Program, N_("program"), queries.load_program, policy.VIEW, None),
    (FunderGrant, N_("grant of a funder"), queries.load_grant, policy.VIEW_GRANT, queries.list_grants_by_ids),
):
    subject(
        Subject(
            kind=_model.__subject__,
            word=_word,
            load=_load,
            label=lambda record, language: record.title.in_(language),
            endpoint="programs.program" if _model is Program else "programs.grant",
            values=(lambda record: {"program_id": record.id})
            if _model is Program
            else (lambda record: {"funder_grant_id": record.id}),
            view=_view,
            load_many=_load_many,
        )
    )
subject(
    Subject(
        kind=Funder.__subject__,
        word=N_("funder"),
        load=queries.load_funder,
        label=lambda funder, language: funder.name.in_(language),
        endpoint="programs.staff_list",
        values=lambda _funder: {},
        view=policy.VIEW_GRANT,
    )
)
subject(
    Subject(
        kind=RuleSet.__subject__,
        word=N_("set of rules"),
        load=queries.load_rule_set,
        label=lambda rule_set, language: rule_set.title.in_(language),
        endpoint="programs.staff_list",
        values=lambda _rule_set: {},
        view=policy.VIEW_GRANT,
    )
)
sentence("funder.created", N_("%(who)s added the funder"))
sentence("funder.edited", N_("%(who)s changed the funder"))
sentence("rule_set.created", N_("%(who)s added the rules"))
sentence("funder_grant.created", N_("%(who)s added the funder's grant"))
sentence("funder_grant.edited", N_("%(who)s changed the funder's grant"))
sentence("funder_grant.line_saved", N_("%(who)s wrote in the budget of the grant"))
sentence("funder_grant.line_removed", N_("%(who)s took a line out of the budget of the grant"))
sentence("program.created", N_("%(who)s set up the program"))
sentence("program.edited", N_("%(who)s changed the program"))
sentence("program.theme_added", N_("%(who)s added a theme"))
sentence("program.theme_edited", N_("%(who)s changed a theme"))


def register(app: Flask) -> None:
    """Bind the feature to the application."""
    app.register_blueprint(views.bp)
