"""How long an officer acts for a city, and what he says before."""

from collections.abc import Mapping
from datetime import timedelta

from grantapp.accounts.models import Occasion
from grantapp.core.words import N_

LENGTH = timedelta(hours=1)
OCCASION_WORDS: Mapping[Occasion, str] = {
    Occasion.PAPER: N_("An application or report came on paper"),
    Occasion.PHONE: N_("The city asked by telephone"),
    Occasion.LETTER: N_("The city asked by letter or email"),
    Occasion.OTHER: N_("Another occasion"),
}
