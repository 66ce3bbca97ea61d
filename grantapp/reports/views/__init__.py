"""Pages of reports: what is due, what cities write, what the office decides."""

from grantapp.reports.views import office, pages, writing
from grantapp.reports.views.blueprint import bp

__all__ = ["bp", "office", "pages", "writing"]
