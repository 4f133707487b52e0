"""How the IOS-like systems are talked to: their prompts, and what they say instead of an output."""

from models.snapshot import Outcome

PROMPT = r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]{0,63})(?:\([A-Za-z0-9._-]{1,32}\))?[>#] ?"
UNPRIVILEGED = r"[^\s>#]{1,100}> ?"
REFUSALS: tuple[tuple[str, Outcome], ...] = (
    (r"% ?(?:Command )?[Aa]uthorization failed\.?", Outcome.PRIVILEGE),
    (r"Command authorization failed\.?", Outcome.PRIVILEGE),
    (r"% ?(?:Permission|Access|Authorization) denied.*", Outcome.PRIVILEGE),
    (r"% ?This command is not authorized.*", Outcome.PRIVILEGE),
    (r"% ?(?:Invalid input \()?[Pp]rivileged mode required.*", Outcome.PRIVILEGE),
    (r"% ?(?:Invalid|Incomplete|Ambiguous|Unknown|Unrecognized).*", Outcome.NOT_THIS_OS),
    (r"% ?Bad IP address or host name.*", Outcome.NOT_THIS_OS),
    (r"(?:% ?)?Unable to read configuration\. Try again later\.?", Outcome.FAILED),
    (r"% ?(?:Configuration|NVRAM|Error|Low on memory|Please wait).*", Outcome.FAILED),
)
"""A command that is not there is told from one that may not be used: the first is a gap, the second a question to the owner."""
ABSENT = (
    r"% ?Invalid (?:input detected|command) at '\^' marker\.?",
    r"% ?Invalid input \(at token \d+: .{0,100}\)",
    r"% ?Unknown command:? ?.{0,100}",
)
"""What says that a device has no such command at all. That a protocol does not run is an output: an empty table."""
