"""The words of codes: statuses, sides, states of a section; translated where they are shown."""

from grantapp.applications.models import ApplicationStatus, Side
from grantapp.core.words import N_

STATUS_WORDS = {
    ApplicationStatus.DRAFT: N_("Draft"),
    ApplicationStatus.SUBMITTED: N_("Submitted"),
    ApplicationStatus.UNDER_REVIEW: N_("Under review"),
    ApplicationStatus.AWARDED: N_("Awarded"),
    ApplicationStatus.DECLINED: N_("Not selected"),
    ApplicationStatus.WAITLISTED: N_("Waitlisted"),
    ApplicationStatus.WITHDRAWN: N_("Withdrawn"),
    ApplicationStatus.INELIGIBLE: N_("Ineligible"),
}
STATUS_GLYPHS = {
    ApplicationStatus.DRAFT: "half",
    ApplicationStatus.SUBMITTED: "done",
    ApplicationStatus.UNDER_REVIEW: "waits",
    ApplicationStatus.AWARDED: "done",
    ApplicationStatus.DECLINED: "none",
    ApplicationStatus.WAITLISTED: "waits",
    ApplicationStatus.WITHDRAWN: "none",
    ApplicationStatus.INELIGIBLE: "none",
}
SIDE_WORDS = {Side.LEAD: N_("Lead city"), Side.PARTNER: N_("Partner city")}
SECTION_WORDS = {
    "empty": N_("Not started"),
    "half": N_("In progress"),
    "done": N_("Done"),
    "late": N_("To mend"),
}
