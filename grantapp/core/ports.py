"""The three ways upward: subjects, sequels and questions; later features fill them at import."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from grantapp.core.policy import Actor, Permission
from grantapp.core.workflow import Sequel, Workflow

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Subject:
    """How a kind of record is loaded by id, named, linked, which permission shows it, and its public page if any.

    A kind that lists name in every row also says how many of it are loaded at once (`load_many`).
    `files` names the purposes whose files not everybody may have who sees the record, each with its permission.
    """

    kind: str
    word: str
    load: Callable[[int], Any]
    label: Callable[[Any, str], str]
    endpoint: str
    values: Callable[[Any], Mapping[str, Any]]
    view: Permission
    public: Callable[[Any], tuple[str, Mapping[str, Any]]] | None = None
    load_many: Callable[[Collection[int]], Iterable[Any]] | None = None
    files: Mapping[str, Permission] = field(default_factory=dict)


Reference = tuple[str, int]


subjects: dict[str, Subject] = {}
sentences: dict[str, str] = {}


def subject(entry: Subject) -> Subject:
    """Register a kind of record; a kind registered twice fails at start."""
    if entry.kind in subjects:
        raise ValueError(f"subject {entry.kind} exists already")
    subjects[entry.kind] = entry
    return entry


def sentence(verb: str, words: str) -> str:
    """Register the timeline sentence of a recorded verb that is no transition."""
    if sentences.get(verb, words) != words:
        raise ValueError(f"verb {verb} has a sentence already")
    sentences[verb] = words
    return verb


def load_all(references: Iterable[Reference]) -> dict[Reference, Any]:
    """Return the records of these kinds and ids that exist, each kind loaded at once where it can be."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for kind, number in references:
        wanted[kind].add(number)
    found: dict[Reference, Any] = {}
    for kind, numbers in wanted.items():
        if kind in subjects:
            found |= {(kind, record.id): record for record in _load(subjects[kind], numbers)}
    return found


def _load(entry: Subject, numbers: Collection[int]) -> Iterable[Any]:
    if entry.load_many is not None:
        return entry.load_many(numbers)
    return [record for number in numbers if (record := entry.load(number)) is not None]


def subject_of(record: Any) -> tuple[str, int]:
    """Return kind and id of a record (its class names its kind as `__subject__`)."""
    return record.__subject__, record.id


def sequel(workflow: Workflow, transition: str) -> Callable[[Sequel], Sequel]:
    """Add what a later feature does when an earlier thing moves; same transaction, same actor."""

    def add(function: Sequel) -> Sequel:
        entry = (function.__module__, function)
        if function.__module__ in [feature for feature, _known in workflow.sequels[transition]]:
            raise ValueError(f"{function.__module__} has a sequel of {workflow.kind}.{transition} already")
        workflow.sequels[transition].append(entry)
        return function

    return add


class Question(Generic[Answer]):
    """A typed question that an earlier feature asks and one later feature answers."""

    def __init__(self, name: str, sentence: str) -> None:
        self.name, self.sentence = name, sentence
        self._answer: Callable[..., Answer] | None = None
        questions[name] = self

    def answer(self, function: Callable[..., Answer]) -> Callable[..., Answer]:
        """Fill the port (decorator); a second answer fails at start."""
        if self._answer is not None:
            raise ValueError(f"question {self.name} is answered already")
        self._answer = function
        return function

    @property
    def is_answered(self) -> bool:
        """Whether a later feature has filled the port."""
        return self._answer is not None

    def ask(self, actor: Actor, *args: Any) -> Answer:
        """Return the answer; an empty port is a mistake of assembly."""
        if self._answer is None:
            raise LookupError(f"nobody answers {self.name}")
        return self._answer(actor, *args)


questions: dict[str, Question[Any]] = {}
