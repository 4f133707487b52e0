"""How the terminals of five operating systems behave: prompts, pagers, privilege, refusals."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Persona:
    """The manners of one OS. `{name}` is what the device calls itself."""

    os: str
    """The dialect that understands it."""
    user: str
    """The prompt after the login."""
    privileged: str
    config: str
    """The command that shows the config."""
    quiet: Mapping[str, str] = field(default_factory=dict)
    """Commands that set the terminal, and what they answer."""
    paging: str = ""
    """The command of `quiet` that switches the pager off."""
    invalid: str = "% Invalid input detected at '^' marker.\n"
    denied: str = "% Authorization failed.\n"
    pager: str = " --More-- "
    erase: str = "\b" * 9 + " " * 8 + "\b" * 9
    """What takes the pager's text away again."""
    comment: str = "!"
    before: str = ""
    """Lines above each prompt."""

    @property
    def enable(self) -> bool:
        """Whether a login starts without privilege."""
        return self.user != self.privileged


IOS = Persona(
    os="cisco_ios",
    user="{name}>",
    privileged="{name}#",
    config="show running-config",
    quiet={"terminal length 0": "", "terminal width 511": ""},
    paging="terminal length 0",
    invalid="           ^\n% Invalid input detected at '^' marker.\n\n",
    denied="Command authorization failed.\n\n",
)
EOS = Persona(
    os="arista_eos",
    user="{name}>",
    privileged="{name}#",
    config="show running-config",
    quiet={"terminal length 0": "Pagination disabled.\n", "terminal width 32767": "Width set to 32767 columns.\n"},
    paging="terminal length 0",
    invalid="% Invalid input (at token 1: 'x')\n",
    denied="% Authorization denied for command\n",
    pager="\x1b[7m --More-- \x1b[27m",
    erase="\r\x1b[K",
)
JUNOS = Persona(
    os="juniper_junos",
    user="admin@{name}> ",
    privileged="admin@{name}> ",
    config="show configuration",
    quiet={"set cli screen-length 0": "Screen length set to 0\n", "set cli screen-width 1024": "Screen width set to 1024\n"},
    paging="set cli screen-length 0",
    invalid="              ^\nunknown command.\n",
    denied="error: permission denied\n",
    pager="---(more)---",
    erase="\r" + " " * 40 + "\r",
    comment="#",
    before="{{master:0}}\n",
)
FRR = Persona(
    os="frr",
    user="{name}# ",
    privileged="{name}# ",
    config="show running-config",
    quiet={"terminal length 0": ""},
    paging="terminal length 0",
    invalid="% Unknown command: x\n",
    denied="% Command authorization failed.\n",
    pager="--More--",
    erase="\r        \r",
)
NXOS = Persona(
    os="cisco_nxos",
    user="{name}# ",
    privileged="{name}# ",
    config="show running-config",
    quiet={"terminal length 0": "", "terminal width 511": ""},
    paging="terminal length 0",
    invalid="                ^\n% Invalid command at '^' marker.\n",
    denied="% Permission denied for the role\n",
    pager="--More--",
    erase="\r        \r",
)
PERSONAS = {persona.os: persona for persona in (IOS, EOS, JUNOS, FRR, NXOS)}
