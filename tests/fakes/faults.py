"""Everything that a device is known to do wrong, as data: one `Fault` each. `CLEAN` does nothing wrong."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """What a device does otherwise than it should. The fields are in the order in which a visit meets them."""

    # before SSH: a bare socket answers
    refuse: bool = False
    """Nothing listens at the port."""
    first: bytes | None = None
    """What is sent in place of an SSH banner; then the connection is closed, or stays open without a word (`stays`)."""
    stays: bool = False
    drip: float = 0.0
    """Seconds between the bytes of `first`, sent again and again."""
    # logging in
    banner: int = 0
    """Bytes of text shown before the password is asked."""
    auth: str = ""
    """`hang`, `pubkey` (no password taken), `reject` (whatever is given)."""
    # the start of the session
    motd: bytes = b""
    motd_endless: bool = False
    mute: bool = False
    """Never a word after the login, not even a prompt."""
    mute_after: bool = False
    """Never a prompt after `motd`."""
    prompt: str = ""
    """Another prompt than the persona's."""
    low: bool = False
    """No secret gives more privilege."""
    echo: bool = True
    echo_at_once: bool = False
    """What is typed while a command runs is echoed at once, in the middle of its output, and again at the prompt."""
    flush: bool = False
    """What is typed while a command runs is thrown away."""
    bracketed: bool = False
    """The prompt is wrapped in the escape sequences of a line editor."""
    columns: int = 0
    """Typed lines are wrapped at this width."""
    rename: bool = False
    """The device has another name at each prompt."""
    sticky_pager: bool = False
    """The pager cannot be switched off."""
    page: int = 24
    slow: float = 0.0
    """Seconds of silence in the middle of the config."""
    refuses: dict[str, str] = field(default_factory=dict)
    """Commands that are refused, with these words."""
    # the config
    instead: bytes | None = None
    """Sent in place of the config."""
    change: Callable[[bytes], bytes] = bytes
    """What becomes of the config on its way out."""
    pause_after: bytes = b""
    """Wherever these bytes occur in the config, the device holds its breath right after them."""
    pause: float = 0.0
    chunk: int = 0
    """Bytes at a time, `pause` seconds apart."""
    stop_at: float = 1.0
    """The share of the config after which `stop` happens: `hang`, `reset`, `drop` (the connection), `close` (the channel)."""
    stop: str = ""
    endless: str = ""
    """`output`: config lines for ever; `pager`: one more page for ever."""
    syslog: bytes = b""
    """A message that the device prints in the middle of the config, each time it is asked (`syslog_once`: the first time).
    `SECONDS` in it is another number each time."""
    syslog_once: bool = False
    interrupts: bool = False
    """A message of the log comes right after the prompt that follows the config, and no new prompt after it."""


CLEAN = Fault()
MESSAGE = b"*Mar  1 00:12:SECONDS.567: %SYS-5-CONFIG_I: Configured from console by admin on vty0 (192.0.2.9)\n"


def without_end(config: bytes) -> bytes:
    return config.rstrip().removesuffix(b"end").removesuffix(b"}")


def wrong_size(config: bytes) -> bytes:
    head, _, rest = config.partition(b" bytes\n")
    return head.rpartition(b" ")[0] + b" 999999 bytes\n" + rest


def with_text(text: bytes) -> Callable[[bytes], bytes]:
    """Put `text` into the middle of the config, between two lines."""

    def change(config: bytes) -> bytes:
        at = config.index(b"\n", len(config) // 2) + 1
        return config[:at] + text + config[at:]

    return change


def padded(size: int, comment: str = "!") -> Callable[[bytes], bytes]:
    """Put `size` bytes of comment lines into the middle of the config."""
    line = comment.encode() + b" " + b"x" * 77 + b"\n"
    return with_text(line * (size // len(line)))
