"""Indexes from which pages and figures are made without reading texts; how the house speaks to customers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Replace the narrow indexes over items, and add a column."""
    op.add_column("item", sa.Column("address", sa.String(length=5), nullable=True))
    for name in ("conversation_id", "status_mix", "status_day", "day", "mix"):
        op.drop_index(f"ix_item_{name}", table_name="item")
    narrow = ["lane", "status", "level", "language", "channel"]
    op.create_index("ix_item_counted", "item", ["conversation_id", "team", "day", "lane", "cause"])
    op.create_index("ix_item_mixed", "item", ["mix", "id", *narrow, "day", "conversation_id"])
    op.create_index("ix_item_newest", "item", ["day", "id", *narrow, "conversation_id"])
    op.create_index("ix_conversation_source", "conversation", ["source", "id"])
