"""Every error that netplan raises on purpose.

    NetplanError                  exit 1: something is wrong and the user can act on it
    ├── UsageError                exit 64: the command line asks for what does not exist
    ├── InventoryError            inventory.yaml (or a target file) is not right, with file:line:column
    ├── CollectError              a capture cannot be taken in
    │   ├── UnknownOs             the operating system cannot be told from the text
    │   └── UnknownDialect        an OS is named for which there is no dialect
    ├── StoreError                the database cannot be opened, is foreign, or is damaged
    ├── FormatError               stored or exchanged JSON does not have the form that it should
    ├── ChangeError               a change does not fit the network that it is applied to
    │   └── CannotWrite           a dialect has no command for a change
    ├── PlanError                 a plan file cannot be used
    │   ├── StalePlan             it was made from another snapshot, target or set of decisions
    │   └── NoPlan                no plan exists; the message says which demand is in the way
    └── CredentialError           exit 4: a credential is missing or was refused

A message says what is wrong, where, and what to do next, in that order.
"""


class NetplanError(Exception):
    """The root: `exit_code` is what the command line ends with."""

    exit_code = 1


class UsageError(NetplanError):
    """The command line asks for a table, column, snapshot or device that does not exist."""

    exit_code = 64


class InventoryError(NetplanError):
    """An inventory or target file is not right. One message can list many places, one a line."""


class CollectError(NetplanError):
    """A capture cannot be taken in."""


class UnknownOs(CollectError):
    """The operating system cannot be told from the text."""


class UnknownDialect(CollectError):
    """An OS is named for which there is no dialect."""


class StoreError(NetplanError):
    """The database cannot be opened, belongs to another program, or is damaged."""


class FormatError(NetplanError):
    """Stored or exchanged JSON does not have the form that it should; the message names the place in it."""


class ChangeError(NetplanError):
    """A change does not fit the network that it is applied to."""


class CannotWrite(ChangeError):
    """A dialect has no command for a change; the step then says it in words."""


class PlanError(NetplanError):
    """A plan file cannot be used."""


class StalePlan(PlanError):
    """A plan was made from another snapshot, target or set of decisions than the present ones."""


class NoPlan(PlanError):
    """No plan exists; the message says which demand is in the way."""


class CredentialError(NetplanError):
    """A credential is missing or was refused."""

    exit_code = 4
