"""The words of the codes of partnerships."""

from grantapp.core.words import N_
from grantapp.partnerships.models import ActivityKind, DateQuality, PartnershipKind, SideStatus

KIND_WORDS = {
    PartnershipKind.SISTER_CITY: N_("Sister city"),
    PartnershipKind.FRIENDSHIP_CITY: N_("Friendship city"),
    PartnershipKind.SISTER_STATE: N_("Sister state"),
    PartnershipKind.SISTER_COUNTY: N_("Sister county"),
    PartnershipKind.SISTER_PORT: N_("Sister port"),
    PartnershipKind.TRILATERAL: N_("Trilateral partnership"),
    PartnershipKind.OTHER: N_("Other partnership"),
}
STATUS_WORDS = {
    SideStatus.ACTIVE: N_("Active partnership"),
    SideStatus.DORMANT: N_("Dormant partnership"),
    SideStatus.SUSPENDED: N_("Suspended partnership"),
    SideStatus.ENDED: N_("Ended partnership"),
}
ACTIVITY_WORDS = {
    ActivityKind.APPLICATION: N_("Application"),
    ActivityKind.AWARD: N_("Award"),
    ActivityKind.EXCHANGE: N_("Exchange"),
    ActivityKind.OUTCOME: N_("Outcome"),
    ActivityKind.CONVENING: N_("Convening"),
    ActivityKind.AGREEMENT: N_("Partnership agreement"),
    ActivityKind.VISIT: N_("Exchange visit"),
    ActivityKind.CEREMONY: N_("Ceremony"),
    ActivityKind.MEETING: N_("Meeting"),
}
PROGRAM_WORDS = {
    "funded": N_("With a grant"),
    "recent": N_("Active in the last 24 months"),
}
CLAIM_FIELDS = {
    "established": N_("Agreed on"),
    "kind": N_("Kind"),
    "status": N_("Status"),
    "signed_as": N_("Agreement signed by"),
}
DIRECTION_WORDS = {"outbound": N_("outbound"), "inbound": N_("inbound"), "both": N_("both directions")}
QUALITY_WORDS = {
    DateQuality.STATED: N_("as stated by the source"),
    DateQuality.DERIVED: N_("worked out from an anniversary"),
    DateQuality.DOUBTFUL: N_("doubtful in the source"),
    DateQuality.UNKNOWN: N_("date unknown"),
}

HAND_KINDS = (ActivityKind.VISIT, ActivityKind.CEREMONY, ActivityKind.MEETING)
AGREEMENT_LANGUAGES = {"both": N_("English and Japanese"), "en": N_("English"), "ja": N_("Japanese")}
OWN_KINDS = (*HAND_KINDS, ActivityKind.AGREEMENT)
JOURNEY_WORDS = {
    "outbound": N_("From the United States to Japan"), "inbound": N_("From Japan to the United States"),
    "both": N_("both directions"),
}  # fmt: skip
