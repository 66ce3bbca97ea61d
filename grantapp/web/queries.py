"""Whether the database answers and stands at the newest migration."""

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError

from grantapp.database import db
from grantapp.extensions import MIGRATIONS


def readiness() -> dict[str, bool]:
    """Return each check and whether it holds."""
    try:
        current = MigrationContext.configure(db.session.connection()).get_current_heads()
    except SQLAlchemyError:
        return {"database": False, "migrations": False}
    heads = ScriptDirectory(str(MIGRATIONS)).get_heads()
    return {"database": True, "migrations": set(current) == set(heads)}
