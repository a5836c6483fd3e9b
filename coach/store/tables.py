"""The archive's tables. No column names or numbers an agent, and none leads from an item to a person.

Texts are stored after redaction only. Days, no times of day: the order of the clock would tell who sat at the desk.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _within(table: str) -> ForeignKey:
    return ForeignKey(f"{table}.id", ondelete="CASCADE")


setting = Table(
    "setting",
    metadata,
    Column("key", String(60), primary_key=True),
    Column("value", JSON, nullable=False),
)

account = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
    Column("role", String(10), nullable=False),  # agent | trainer | lead
    Column("password", String(200), nullable=False),  # argon2id
)

login = Table(
    "login",
    metadata,
    Column("token", String(64), primary_key=True),  # SHA-256 of the cookie's value
    Column("account_id", _within("account"), nullable=False),
    Column("expires", BigInteger, nullable=False),  # seconds since 1970
)

conversation = Table(
    "conversation",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # random: the order of arrival is kept nowhere
    Column("source", String(10), nullable=False),  # shared | import
    Column("channel", String(20), nullable=False),
    Column("team", String(60), nullable=False),
    Column("day", Date, nullable=False),  # of its last message, else of the day it came in
    Column("messages", JSON, nullable=False),  # [{role, text, at}], redacted
    Column("digest", String(64), nullable=False, unique=True),  # keyed; of the words as they came: no doubles
    Index("ix_conversation_day", "day"),
    Index("ix_conversation_source", "source", "id"),
)

identifier = Table(
    "identifier",
    metadata,
    Column("conversation_id", BigInteger, _within("conversation"), primary_key=True),
    Column("hash", String(64), primary_key=True),  # keyed, of kind and normal form
    Index("ix_identifier_hash", "hash"),
)

item = Table(
    "item",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # random, too
    Column("conversation_id", BigInteger, _within("conversation"), nullable=False),
    Column("first", Integer, nullable=False),  # of the conversation's messages, from here
    Column("upto", Integer, nullable=False),  # to here (exclusive) they stand before the draft
    Column("draft", Text, nullable=False),
    Column("kind", String(10), nullable=False),  # reply | proactive
    Column("mark", String(10)),  # question | good, of a shared item; None: imported
    Column("question", Text),  # what the agent asks the trainer
    Column("address", String(5)),  # du | sie: how the house speaks to customers; None: as each customer does
    Column("key", String(64), unique=True),  # SHA-256 of the random key in the agent's browser; None: imported
    Column("status", String(10), nullable=False),  # open | answered | discussed | closed
    Column("cause", String(20)),  # wording | text_block | process | missing_information
    Column("day", Date, nullable=False),
    Column("channel", String(20), nullable=False),
    Column("team", String(60), nullable=False),
    Column("language", String(8), nullable=False),  # until it is reviewed: "und"
    Column("lane", String(10)),  # good | flagged | uncertain | random | plain; None: not reviewed yet
    Column("level", Integer, nullable=False),  # of its strongest card: 0 none, 1 suggestion, 2 warning, 3 error
    Column("mix", Float, nullable=False),  # place in the mixed queue: the smaller, the earlier
    Column("report", JSON(none_as_null=True)),  # as the contract writes it; None: not reviewed yet
    Column("rewrites", JSON(none_as_null=True)),
    Index("ix_item_counted", "conversation_id", "team", "day", "lane", "cause"),  # the figures are made from it alone
    # Two orders, each with all that a queue may be narrowed by: a page is found without reading texts.
    Index("ix_item_mixed", "mix", "id", "lane", "status", "level", "language", "channel", "day", "conversation_id"),
    Index("ix_item_newest", "day", "id", "lane", "status", "level", "language", "channel", "conversation_id"),
    Index("ix_item_lane_mix", "lane", "mix", "id"),
)

flag = Table(
    "flag",
    metadata,
    Column("item_id", BigInteger, _within("item"), primary_key=True),
    Column("criterion", String(40), primary_key=True),
    Column("shown", Boolean, nullable=False),
    Index("ix_flag_criterion", "criterion", "item_id"),
)

request = Table(
    "request",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item_id", BigInteger, _within("item"), nullable=False),
    Column("matter", String(40)),  # of the bank of matters; None: none is near
    Column("status", String(12), nullable=False),  # answered | deferred | unanswered
    Index("ix_request_item_id", "item_id"),
)

verdict = Table(
    "verdict",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item_id", BigInteger, _within("item"), nullable=False),
    Column("criterion", String(40), nullable=False),
    Column("grader", String(10), nullable=False),  # trainer | second: a seat at the table, no person
    Column("value", Boolean, nullable=False),
    Column("blind", Boolean, nullable=False),  # given before the model's value was seen
    Column("evidence", JSON, nullable=False),  # [{message, start, end}]
    Column("model", Boolean),  # the model's flag at that time; None: not applicable
    UniqueConstraint("item_id", "criterion", "grader"),
    Index("ix_verdict_criterion", "criterion"),
)

note = Table(
    "note",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item_id", BigInteger, _within("item"), nullable=False),
    Column("author", String(10), nullable=False),  # agent | trainer: a role, no person
    Column("text", Text, nullable=False),
    Column("day", Date, nullable=False),
    Index("ix_note_item_id", "item_id"),
)

round = Table(
    "round",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("team", String(60), nullable=False),
    Column("day", Date, nullable=False),
    Column("focus", String(40)),  # the criterion that the team agreed on; None: still open
    Column("until", Date),
    UniqueConstraint("team", "day"),
)

round_item = Table(
    "round_item",
    metadata,
    Column("round_id", _within("round"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("item_id", BigInteger, _within("item"), nullable=False),
    Column("lane", String(10), nullable=False),  # flagged | random | uncertain | good
    Column("blind", Boolean, nullable=False),  # graded before the model's value is shown
    Index("ix_round_item_item_id", "item_id"),
)

sharer = Table(  # no item and no time: counted at the week's end, then deleted
    "sharer",
    metadata,
    Column("team", String(60), primary_key=True),
    Column("week", String(8), primary_key=True),  # ISO, "2026-W48"
    Column("token", String(64), primary_key=True),  # SHA-256 of the browser's random token of that week
    sqlite_with_rowid=False,  # else the order of arrival would be kept
)

sharers = Table(
    "sharers",
    metadata,
    Column("team", String(60), primary_key=True),
    Column("week", String(8), primary_key=True),
    Column("count", Integer, nullable=False),
)

block = Table(
    "block",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("report", JSON(none_as_null=True)),
    Column("digest", String(64), nullable=False, unique=True),
)
