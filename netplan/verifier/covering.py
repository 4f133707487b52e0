"""Few states that answer many questions.

A question whose support is S has one answer for all states that hold the same part P of S. Any reachable state
that holds P of S and nothing else of it will do, so one state can serve questions with different supports.
"""

from dataclasses import dataclass


@dataclass(slots=True)
class Chosen:
    """A state that grows while it takes on questions; `never` are the steps that it must not hold for those it has."""

    mask: int
    never: int


class Covering:
    """States chosen so far, for one part of the network."""

    def __init__(self) -> None:
        self._chosen: list[Chosen] = []

    def of(self, support: int, least: int) -> Chosen:
        """The state that answers a question with a support as the down-set `least` does; its mask may still grow.

        Down-sets stay down-sets when joined, so only the supports have to be kept apart. The first that fits is taken:
        who asks the most states should ask first.
        """
        without = support & ~least
        for chosen in self._chosen:
            if not (least & chosen.never or chosen.mask & without):
                chosen.mask |= least
                chosen.never |= without
                return chosen
        made = Chosen(least, without)
        self._chosen.append(made)
        return made
