"""Pages of calls: what everybody reads, and what officers prepare."""

from grantapp.calls.views import officer, public, questions
from grantapp.calls.views.frame import bp

__all__ = ["bp", "officer", "public", "questions"]
