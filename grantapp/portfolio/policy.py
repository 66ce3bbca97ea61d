"""Who has a home page."""

from grantapp.core.policy import permission, signed_in
from grantapp.core.words import N_

HOME = permission("home:view", N_("See the own home page"), signed_in)
