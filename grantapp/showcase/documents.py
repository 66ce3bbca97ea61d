"""The map of partnerships and the list of awards as plain data; the rows of the CSV file."""

from collections.abc import Iterable, Mapping

from grantapp.awards.models import Award, AwardStatus
from grantapp.core.words import N_
from grantapp.places.models import Place
from grantapp.places.rules import plain_name, region_of

STATUS_WORDS = {
    AwardStatus.ACTIVE: N_("Project under way"),
    AwardStatus.SUSPENDED: N_("Project under way"),
    AwardStatus.COMPLETED: N_("Completed"),
    AwardStatus.TERMINATED: N_("Ended early"),
}
EXPORT_HEAD = (
    N_("Number"), N_("Project"), N_("Lead city"), N_("State or prefecture of the lead city"),
    N_("Partner city"), N_("State or prefecture of the partner city"), N_("Call"), N_("Theme"), N_("Amount"),
    N_("Currency"), N_("Project begins"), N_("Project ends"), N_("Status"), N_("Public figures"),
)  # fmt: skip


def export_rows(
    awards: Iterable[Award], figures: Mapping[int, int], language: str, words: Mapping[str, str]
) -> Iterable[list[object]]:
    """Yield one row for each award under EXPORT_HEAD; `words` are the translated words of the states."""
    for award in awards:
        application = award.application
        cities = [half.organization.place for half in (application.lead, application.partner)]
        yield [
            award.number, application.title, *(part for city in cities for part in _city(city, language)),
            application.call.series, application.theme.title.in_(language) if application.theme else "",
            award.awarded.major, award.currency, award.period_starts_on, award.period_ends_on,
            words[award.status], figures.get(award.id, 0),
        ]  # fmt: skip


def _city(place: Place, language: str) -> tuple[str, str]:
    return plain_name(place).in_(language), region_of(place).name.in_(language)
