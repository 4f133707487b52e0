"""Three wrong passwords stop a credential, before the server locks the account of everybody who uses it."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from collectors.target import Login, Target
from collectors.transports.wire import Wire, WireFault
from models.snapshot import Outcome


class Breaker:
    """Who may log in with what.

    A credential is in doubt until it has worked, and again after each wrong password. While it is in doubt, no more logins
    are under way at once than it has wrong passwords left: a bad one costs `most` attempts, however many devices wait.
    """

    def __init__(self, most: int = 3) -> None:
        self._most = most
        self._changed = threading.Condition()
        self._wrong: Counter[str] = Counter()
        self._under_way: Counter[str] = Counter()
        self._proven: set[str] = set()
        self._why: dict[str, str] = {}

    def careful(self, open_wire: Callable[[Target, Login], Wire]) -> Callable[[Target, Login], Wire]:
        """`open_wire` that asks here before each login and says how it went."""

        def opened(target: Target, login: Login) -> Wire:
            with self.attempt(login.id, str(target.device)):
                return open_wire(target, login)

        return opened

    @contextmanager
    def attempt(self, credential: str, where: str) -> Iterator[None]:
        """One login, when its turn has come. Raises WireFault (not asked) when the credential was stopped."""
        with self._changed:
            while self._in_doubt(credential) and self._wrong[credential] + self._under_way[credential] >= self._most:
                if self._wrong[credential] >= self._most:
                    raise WireFault(Outcome.NOT_ASKED, self._why[credential])
                self._changed.wait()
            self._under_way[credential] += 1
        worked, refused = False, ""
        try:
            yield
            worked = True
        except WireFault as fault:
            refused = str(fault) if fault.outcome is Outcome.AUTH_FAILED else ""
            raise
        finally:
            with self._changed:
                self._under_way[credential] -= 1
                if worked:
                    self._proven.add(credential)
                elif refused:
                    self._refused(credential, where)
                self._changed.notify_all()

    def stopped(self, credentials: Iterable[str]) -> str:
        """Why nothing is left to log in with; "" while one of the credentials may be used."""
        with self._changed:
            found = [self._why.get(credential, "") for credential in credentials]
        return found[0] if found and all(found) else ""

    def reasons(self) -> dict[str, str]:
        """The credentials that were stopped, each with the reason."""
        with self._changed:
            return dict(self._why)

    def _in_doubt(self, credential: str) -> bool:
        return credential not in self._proven

    def _refused(self, credential: str, where: str) -> None:
        self._proven.discard(credential)
        self._wrong[credential] += 1
        if self._wrong[credential] >= self._most:
            refused = f"the credential {credential} was refused {self._wrong[credential]} times, last by {where}"
            self._why[credential] = f"{refused}, and is not used any more; correct it and repeat the failed devices"
