"""Files to import: contract lines and WhatsApp's exports become conversations with the replies that the team gave."""

from coach.exports.files import look, read
from coach.exports.source import MOST_BYTES
from coach.exports.values import KINDS, ORDERS, Conversation, Fault, Look, items

__all__ = ["KINDS", "MOST_BYTES", "ORDERS", "Conversation", "Fault", "Look", "items", "look", "read"]
