"""Every SELECT of applications: one record, lists, people."""

from grantapp.applications.queries.lists import (
    Filters,
    count_drafts,
    export_applications,
    find_same_pair,
    list_applications,
    list_calls,
    list_open_drafts,
    list_own,
    list_themes,
    own_to,
    visible_to,
)
from grantapp.applications.queries.people import (
    Colleague,
    get_invitation,
    names_of,
    organizations_of,
    partnerships_of,
    people_of,
)
from grantapp.applications.queries.records import (
    endorsed_snapshot,
    files_of,
    find_by_number,
    find_call,
    get_application,
    get_call,
    get_call_of,
    load_application,
    load_endorsement,
    pdfs_of,
)
from grantapp.applications.queries.tasks import tasks_for

__all__ = [
    "Colleague", "Filters", "count_drafts", "endorsed_snapshot", "export_applications", "files_of", "find_by_number",
    "find_call", "find_same_pair", "get_application", "get_call", "get_call_of", "get_invitation", "list_applications",
    "list_calls", "list_open_drafts", "list_own", "list_themes", "load_application", "load_endorsement", "names_of",
    "organizations_of", "own_to", "partnerships_of", "pdfs_of", "people_of", "tasks_for", "visible_to",
]  # fmt: skip
