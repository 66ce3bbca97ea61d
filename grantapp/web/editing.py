"""Forms that carry what they showed, so that of two people who edit one record nobody overwrites the other."""

import json
from collections.abc import Mapping
from typing import Any, Self

from flask import render_template, request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from wtforms import Field, FileField, HiddenField

from grantapp.core.errors import Changed
from grantapp.web.fields import BaseForm, VersionField

CHOICE, YOURS, THEIRS = "-choice", "-yours", "-theirs"
_OWN = ("version", "shown", "csrf_token")


class EditForm(BaseForm):
    """A form over the texts of one record; a post of the page that shows both texts is settled first."""

    version = VersionField()
    shown = HiddenField()

    @classmethod
    def over(cls, texts: Mapping[str, str], version: int, **more: Any) -> Self:
        """Return the form over a record's present texts, filled with what was sent when something was."""
        kept = {"version": version, "shown": json.dumps(dict(texts), ensure_ascii=False)}
        sent = settle(request.form) if request.method == "POST" else None
        return cls(formdata=sent, data={**texts, **kept}, **more)

    @property
    def texts(self) -> dict[str, str]:
        """What each field of the record says now; a file is no text."""
        said = [field for field in self if field.name not in _OWN and not isinstance(field, FileField)]
        return {field.name: str(field.data or "") for field in said}

    @property
    def shown_texts(self) -> dict[str, str]:
        """What each field said when the form was opened; nothing when that cannot be read."""
        try:
            kept = json.loads(self.shown.data or "{}")
        except ValueError:
            return {}
        return {str(name): str(text) for name, text in kept.items()} if isinstance(kept, dict) else {}


def settle(sent: MultiDict[str, str]) -> MultiDict[str, str]:
    """Return a sent form with each choice between two texts made."""
    made = MultiDict(sent)
    for name in [key.removesuffix(CHOICE) for key in sent if key.endswith(CHOICE)]:
        source = {"yours": name + YOURS, "theirs": name + THEIRS}.get(sent[name + CHOICE], name)
        made[name] = sent.get(source, "")
    return made


def clash_page(form: EditForm, clash: Changed, *, version: int, current: Mapping[str, str], back: str) -> Any:
    """Return the page that shows both texts of each field that two people changed; it posts to the same address."""
    fields = [field for field in form if field.name in clash.yours]
    texts = form.texts | {
        name: current[name] for name, text in form.shown_texts.items() if form.texts.get(name) == text
    }
    kept = {name: text for name, text in texts.items() if name not in clash.yours}
    words = [(field, in_words(field, clash.yours), in_words(field, clash.theirs)) for field in fields]
    shown = json.dumps(dict(current), ensure_ascii=False)
    return render_template(
        "errors/two_writers.html",
        clash=clash,
        kept=kept,
        words=words,
        version=version,
        shown=shown,
        back=back,
    ), 409


def in_words(field: Field, texts: Mapping[str, str]) -> str:
    """Return a text as people read it: the words of a choice instead of its code."""
    text = texts[field.name]
    choices = {str(choice[0]): str(choice[1]) for choice in getattr(field, "choices", None) or ()}
    return choices.get(text, text) or gettext("(empty)")
