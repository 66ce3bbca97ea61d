"""Every write of the gazetteer: loading it, editing places, and what sources say differently."""

from grantapp.places.actions.claims import prefer_claim, state_claim
from grantapp.places.actions.editing import add_population, edit_place, prefer_population
from grantapp.places.actions.gazetteer import CREATED, KEPT, UNCHANGED, UPDATED, load_gazetteer

__all__ = [
    "CREATED",
    "KEPT",
    "UNCHANGED",
    "UPDATED",
    "add_population",
    "edit_place",
    "load_gazetteer",
    "prefer_claim",
    "prefer_population",
    "state_claim",
]
