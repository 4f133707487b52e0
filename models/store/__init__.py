"""The database: the only tables and the only session.

`tables` says what is stored, `rows` how the facts of a device become rows made for questions, `files` opens
a database file safely, `chain` proves that nothing was changed afterwards, `store` is what the rest uses.
"""

from models.store.store import Store, database_path

__all__ = ["Store", "database_path"]
