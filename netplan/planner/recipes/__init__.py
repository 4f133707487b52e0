"""How each piece of work is done, one recipe a file, in the order in which a department meets them."""

from collections.abc import Callable

from netplan.planner.context import Context
from netplan.planner.recipes.announce import announce
from netplan.planner.recipes.decommission import decommission
from netplan.planner.recipes.interconnect import interconnect
from netplan.planner.recipes.opening import open_between, open_to_hub
from netplan.planner.recipes.readdress import readdress
from netplan.planner.recipes.vlans import remap_vlans

RECIPES: tuple[Callable[[Context, str], None], ...] = (
    interconnect,
    readdress,
    remap_vlans,
    announce,
    open_to_hub,
    open_between,
    decommission,
)
"""Each adds the steps of one department to the draft."""
