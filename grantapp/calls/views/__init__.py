"""Pages of calls: what everybody reads, and what officers prepare."""

from flask import Blueprint

bp = Blueprint("calls", __name__)
