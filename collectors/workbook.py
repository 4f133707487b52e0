"""The commands of a step, device by device, each proven on the stored config before a person sees it.

Proof: the config that the device would print after the commands, read by the same dialect as any
config, must give exactly the facts that the plan predicts; after the rollback, the facts from before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from collectors.dialect import Dialect, dialect, read
from collectors.draft import Draft
from models.change import Change, changed_device
from models.device import Device, DeviceId
from models.errors import CannotWrite
from models.plan import DeviceWork


@dataclass(slots=True)
class Workbook:
    """Where every device stands while the steps of a plan are written in an order that the plan allows.

    `texts` are the stored (redacted) configs. A device without one gets its commands unproven.
    """

    devices: dict[DeviceId, Device]
    texts: dict[DeviceId, str]
    ill: dict[DeviceId, str] = field(default_factory=dict)
    """Devices whose config cannot be followed any further, and since which change."""

    @classmethod
    def of(cls, devices: Mapping[DeviceId, Device], texts: Mapping[DeviceId, str]) -> "Workbook":
        """A workbook at the first state."""
        return cls(dict(devices), dict(texts))

    def write(self, changes: Iterable[Change]) -> tuple[DeviceWork, ...]:
        """The work of one step on each device it touches; the workbook then stands after the step."""
        by_device: dict[DeviceId, list[Change]] = {}
        for change in changes:
            if change.device is not None:
                by_device.setdefault(change.device, []).append(change)
        return tuple(self._device(device, its) for device, its in by_device.items())

    def _device(self, name: DeviceId, changes: list[Change]) -> DeviceWork:
        before = self.devices[name]
        after = before
        spoken = dialect(before.os)
        commands: list[str] = []
        undo: list[list[str]] = []
        words: list[str] = []
        for change in changes:
            try:
                if spoken.write is None:
                    raise CannotWrite(f"{change}: netplan reads {spoken.title} but does not write it")
                there, back = spoken.write(after, change), spoken.write(changed_device(after, change), change.inverse())
                commands += there
                undo.insert(0, back)
            except CannotWrite as reason:
                words.append(str(reason))
            after = changed_device(after, change)
        self.devices[name] = after
        rollback = [line for lines in undo for line in lines]
        if words:
            # Half of a step's commands would be a wrong step: a person writes all of it, told what it must reach.
            self.ill[name] = words[0]
            goal = "; ".join(str(change) for change in changes)
            return DeviceWork(name, (), (), words=f"By hand: {goal}. Why: {' '.join(words)}")
        proven = name not in self.ill and self._proven(spoken, before, after, commands, rollback)
        begin, keep = (spoken.session.begin, spoken.session.keep) if spoken.session and commands else ("", "")
        return DeviceWork(name, tuple(commands), tuple(rollback), proven=proven, begin=begin, keep=keep)

    def _proven(self, spoken: Dialect, before: Device, after: Device, commands: list[str], rollback: list[str]) -> bool:
        """Type the commands into the stored config, read it, compare; then the same with the rollback."""
        text = self.texts.get(before.id)
        if text is None or spoken.spoken is None:
            return False
        done = spoken.spoken(text, commands)
        if not same_facts(reread(done, spoken, before), after, spoken.many_primaries):
            self.ill[before.id] = "the commands of an earlier step were not proven"
            return False
        self.texts[before.id] = done
        return same_facts(reread(spoken.spoken(done, rollback), spoken, before), before, spoken.many_primaries)


def reread(text: str, spoken: Dialect, device: Device) -> Device:
    """The facts of a config text of the same device."""
    return read(text, spoken, Draft(device.id, device.os, device.file))


def same_facts(one: Device, other: Device, many_primaries: bool = False) -> bool:
    """Whether two configs say the same, whatever was learnt of the device outside its config (site, model, serials)."""
    bare = {"model": "", "version": "", "serials": (), "site": "", "role": ""}
    first, second = (replace(device, **bare) for device in (one, other))  # type: ignore[arg-type]  # names of Device's fields
    first, second = _families_apart(first), _families_apart(second)
    if many_primaries:
        first, second = _without_secondaries(first), _without_secondaries(second)
    return first == second


def _families_apart(device: Device) -> Device:
    """The device with the IPv4 addresses of each port before its IPv6 ones: between the two there is no order."""
    ports = {
        name: replace(port, addresses=tuple(sorted(port.addresses, key=lambda address: address.ip.version)))
        for name, port in device.interfaces.items()
    }
    return replace(device, interfaces=ports)


def _without_secondaries(device: Device) -> Device:
    """The device with the addresses of each port in one order, none of them called secondary."""
    ports = {}
    for name, port in device.interfaces.items():
        addresses = sorted((replace(address, secondary=False) for address in port.addresses), key=lambda a: str(a.ip))
        ports[name] = replace(port, addresses=tuple(addresses))
    return replace(device, interfaces=ports)
