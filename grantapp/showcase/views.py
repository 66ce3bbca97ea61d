"""The public pages; none of them needs a person or shows one."""

from flask import Blueprint

bp = Blueprint("showcase", __name__)
