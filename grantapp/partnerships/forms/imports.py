"""Parsing and shape of the form that takes a file of partnerships."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import FieldList, RadioField, SelectChoice, SelectField

from grantapp.core.words import N_
from grantapp.web.fields import BaseForm

MODES = (("try", N_("Try it first: say what would happen, write nothing")), ("import", N_("Import at once")))


class ImportForm(BaseForm):
    """A sheet of partnerships, and whether it is only tried.

    Once it was taken, `run_id` is its number and `asks` says whether its columns must be explained.
    """

    file = FileField(
        _l("File"),
        description=_l("XLSX or CSV, up to 5 MB."),
        validators=[FileRequired(_l("Choose a file."))],
    )
    mode = RadioField(
        _l("What to do with it"),
        choices=[SelectChoice(code, _l(words)) for code, words in MODES],
        default="try",
    )
    run_id = 0
    asks = False


class ColumnsForm(BaseForm):
    """What each column of a file means, in the order of the file."""

    columns = FieldList(SelectField())
