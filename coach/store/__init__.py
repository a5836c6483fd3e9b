"""The archive on a real database. Nothing comes in here but by a person's act."""

from coach.store.accounts import Accounts
from coach.store.blocks import Blocks
from coach.store.choices import ChoiceBook
from coach.store.counts import Counts
from coach.store.customers import Customers
from coach.store.database import Database
from coach.store.items import Items
from coach.store.queue import Queue
from coach.store.rounds import Rounds


class Store:
    """All parts of the archive over one database."""

    def __init__(self, database: Database) -> None:
        self.accounts = Accounts(database)
        self.blocks = Blocks(database)
        self.choices = ChoiceBook(database)
        self.counts = Counts(database)
        self.customers = Customers(database)
        self.items = Items(database)
        self.queue = Queue(database)
        self.rounds = Rounds(database)
        self._database = database

    @classmethod
    def open(cls, url: str) -> "Store":
        """Open `sqlite:///FILE` or `postgresql://…` and bring its tables up to date.

        Raises:
            StoreError: when that cannot be done; the message says why.
        """
        return cls(Database.open(url))

    def sweep(self) -> None:
        """Take deleted words out of the database's files, too (`Database.sweep`)."""
        self._database.sweep()

    def close(self) -> None:
        """Close the database."""
        self._database.close()
