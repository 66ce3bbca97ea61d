"""Sessions of people, and what they prove themselves with besides the password."""

import enum
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantapp.accounts.models.people import Person
from grantapp.database import Base, UtcDateTime, enum_column


class Factor(enum.StrEnum):
    """What was shown besides the password when a session began; `none` where none is needed."""

    NONE = "none"
    TOTP = "totp"
    RECOVERY = "recovery"
    PASSKEY = "passkey"


class SessionEnd(enum.StrEnum):
    """Why a session is over before its time."""

    SIGNED_OUT = "signed_out"
    REVOKED = "revoked"
    PASSWORD = "password"
    FACTOR = "factor"
    CLOSED = "closed"


class PersonSession(Base):
    """One browser in which a person is signed in; `confirmed_at` is when he last proved who he is."""

    __tablename__ = "person_session"
    __subject__ = "person_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    device: Mapped[str] = mapped_column(Text, default="")
    factor: Mapped[Factor] = enum_column(Factor, default=Factor.NONE)
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_why: Mapped[SessionEnd | None] = enum_column(SessionEnd, nullable=True)
    person: Mapped[Person] = relationship()


class Authenticator(Base):
    """The secret that an app on the person's phone shares with us, sealed; `last_step` was used last."""

    __tablename__ = "authenticator"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    secret: Mapped[str] = mapped_column(Text)
    set_up_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)


class RecoveryCode(Base):
    """A code on paper that opens once when the phone is lost; only its hash is kept."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Passkey(Base):
    """A key pair of which the device keeps the private half (WebAuthn); `sign_count` must not fall."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[str] = mapped_column(Text)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SpentChallenge(Base):
    """What a device has signed once and never may again; kept as long as the challenge could be shown (minutes)."""

    __tablename__ = "spent_challenge"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    spent_at: Mapped[datetime] = mapped_column(UtcDateTime)
