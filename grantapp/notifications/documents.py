"""The parts of a letter as plain data: what the page and the HTML body show is made from the text."""

import re
from dataclasses import dataclass

_ADDRESS = re.compile(r"https?://[^\s<>\"'）」』】、。]+")
_NO_END = ".,;:!?)"


@dataclass(frozen=True)
class Piece:
    """A run of text, or an address that is linked."""

    text: str
    is_link: bool = False


@dataclass(frozen=True)
class Written:
    """A letter ready to be sent: subject, text, and the paragraphs of its lines of pieces."""

    subject: str
    text: str
    language: str

    @property
    def paragraphs(self) -> list[list[list[Piece]]]:
        """The text as paragraphs of lines, addresses set apart."""
        blocks = re.split(r"\n\s*\n", self.text.strip())
        return [[pieces_of(line) for line in block.split("\n")] for block in blocks]


def pieces_of(line: str) -> list[Piece]:
    """Return a line as runs of text and linked addresses; a full stop after an address stays outside."""
    pieces: list[Piece] = []
    end = 0
    for found in _ADDRESS.finditer(line):
        address = found.group().rstrip(_NO_END)
        pieces += [Piece(line[end : found.start()]), Piece(address, is_link=True)]
        end = found.start() + len(address)
    return [piece for piece in (*pieces, Piece(line[end:])) if piece.text]


def tidy(text: str) -> str:
    """Return a rendered text with at most one empty line in a row and one line end at its end."""
    lines = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"
