"""What holds for some devices of a network is asked of those alone that differ from the network before."""

import random

from models.change import Change
from netplan.topology.memo import PerDevice, differing
from tests.gadgets.changing import change, draw
from tests.gadgets.engine import network, port, router


def test_it_is_what_asking_everybody_gives_in_their_order() -> None:
    for seed in range(12):
        dice = random.Random(seed)
        made = draw(dice)
        asked = PerDevice(lambda device: tuple(sorted(p.name for p in device.interfaces.values() if not p.enabled)))
        for _ in range(12):
            found = asked.among(made.devices)
            everybody = [(id, asked(device)) for id, device in made.devices.items()]
            assert list(found.items()) == [(id, value) for id, value in everybody if value]
            made = made.after(change(dice, made))


def test_only_devices_that_differ_are_asked_and_the_same_answer_is_the_same_object() -> None:
    before = network(router("a", [port("e0", "10.0.0.1/24")]), router("b", [port("e0", "10.0.0.2/24")]))
    one, other = before.devices
    asked: list[str] = []
    names = PerDevice(lambda device: asked.append(device.id.name) or len(device.interfaces))  # type: ignore[func-returns-value]  # it notes
    found = names.among(before.devices)
    after = before.after(Change(one, before.devices[one].interfaces["e0"], port("e0", "10.0.0.9/24")))
    assert asked == ["a", "b"] and names.among(after.devices) is found and asked == ["a", "b", "a"]
    assert differing(before.devices, after.devices) == [one] and differing(before.devices, {other: before.devices[other]}) is None
    more = after.after(Change(other, None, port("e1", "10.0.9.9/24")))
    assert names.among(more.devices) == {one: 1, other: 2}
