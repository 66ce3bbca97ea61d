"""Which version of the notice about personal data holds; a new version is shown at the next sign-in."""

from datetime import date

PRIVACY_VERSION = "1.0"
PRIVACY_ON = date(2026, 11, 24)


def is_read(version: str) -> bool:
    """Whether the version that a person has read is the present one."""
    return version == PRIVACY_VERSION
