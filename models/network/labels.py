"""The names of the network's outputs, in the order of its columns."""

from models.interface import REASONS, SIDES, STATUSES

SENTENCE = ("irony", "blame", "insensitive_offer", "shown")  # one logit per draft sentence
SIDE_LEVELS = (*(f"{side}>={k}" for side in SIDES for k in (1, 2)), *(f"tone>={k}" for k in (-1, 0, 1, 2)))
DRAFT_FLAGS = ("hurried", "canned", "no_next_step", "register", "irony", "blame", "insensitive_offer")
DRAFT = (*DRAFT_FLAGS, *REASONS, "shown>=1", "shown>=2", *SIDE_LEVELS)  # one per draft
CUSTOMER = ("need>=1", "need>=2", *SIDE_LEVELS)  # one per customer turn
TOKEN = ("begins", "continues", "strain")  # one per word piece of a customer message; a request begins, then continues
STATUS = (*STATUSES, "none")  # one per request and draft; "none": it is no open request
