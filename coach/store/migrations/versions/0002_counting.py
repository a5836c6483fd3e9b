"""Indexes from which the figures are made without reading the texts."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Replace the index over an item's conversation by one that holds all that is counted."""
    op.drop_index("ix_item_conversation_id", table_name="item")
    op.create_index("ix_item_counted", "item", ["conversation_id", "team", "day", "lane", "cause"])
    op.create_index("ix_conversation_source", "conversation", ["source", "id"])
