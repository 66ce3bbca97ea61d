"""The pages of reviewers, office, director and cities."""

from grantapp.reviews.views import board, decisions, reviewer
from grantapp.reviews.views.frame import bp

__all__ = ["board", "bp", "decisions", "reviewer"]
