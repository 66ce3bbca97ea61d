"""What the pages of portfolio show, as plain data."""

from grantapp.portfolio.documents.award import AwardPage, Step, award_page
from grantapp.portfolio.documents.totals import TOTALS_HEAD, totals_rows

__all__ = ["TOTALS_HEAD", "AwardPage", "Step", "award_page", "totals_rows"]
