"""The pages of applications: joining, writing, sending, and reading in the office."""

from grantapp.applications.views import joining, office, sending, writing
from grantapp.applications.views.frame import bp

__all__ = ["bp", "joining", "office", "sending", "writing"]
