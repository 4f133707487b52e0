"""What FRR does in its own way in OSPFv2 is not said of its OSPFv3, which is another program."""

import pytest

from netplan.routing.solve import RoutingResult
from tests.engine.test_frr_ways import router, solved


def port(version: int, name: str, net: int, last: int, area: int) -> str:
    words = {2: (f"ip address 10.0.{net}.{last}/24", f"ip ospf area {area}"),
             6: (f"ipv6 address 2001:db8:{net}::{last}/64", f"ipv6 ospf6 area {area}")}[version]  # fmt: skip
    return "\n".join([f"interface {name}", *(f" {word}" for word in words), "exit"])


def behind_an_nssa(version: int) -> RoutingResult:
    process = {2: "router ospf", 6: "router ospf6"}[version]
    border = router(
        "border", port(version, "e0", 0, 1, 0), port(version, "e1", 1, 1, 1),
        f"{process}\n {'ospf' if version == 2 else 'ospf6'} router-id 10.255.0.1\n area 1 nssa\nexit",
    )  # fmt: skip
    inside = router(
        "inside", port(version, "e1", 1, 2, 1),
        f"{process}\n {'ospf' if version == 2 else 'ospf6'} router-id 10.255.0.2\n area 1 nssa\nexit",
    )  # fmt: skip
    return solved(border, inside)


@pytest.mark.parametrize(("version", "default"), [(2, True), (6, False)])
def test_a_default_by_a_summary_into_an_nssa_is_known_of_ospfv2_alone(version: int, default: bool) -> None:
    result = behind_an_nssa(version)
    found = {str(route.prefix) for route in result.ospf_routes() if route.device.name == "inside"}
    assert ("0.0.0.0/0" in found or "::/0" in found) is default
    assert "10.0.0.0/24" in found or "2001:db8::/64" in found, "the summary of the backbone"
