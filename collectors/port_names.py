"""What ports are called in outputs: by any spelling of their names, or, on some firewalls, by their zones."""

from collections import Counter
from collections.abc import Callable, Iterable

from models.interfaces import Interface


def port_namer(canonical: Callable[[str], str], ports: Iterable[Interface]) -> Callable[[str], str]:
    """What gives a port the name that the config has for it. A zone names a port that is alone in it."""
    known = list(ports)
    names, alone = {port.name for port in known}, Counter(port.zone for port in known)
    by_zone = {port.zone: port.name for port in known if port.zone and alone[port.zone] == 1}

    def name(text: str) -> str:
        full = canonical(text)
        return full if full in names else by_zone.get(text, full)

    return name
