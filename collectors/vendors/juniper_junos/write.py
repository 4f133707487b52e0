"""(under way)"""

from models.change import Change
from models.device import Device
from models.errors import CannotWrite


def write(device: Device, change: Change) -> list[str]:
    raise CannotWrite(str(change))
