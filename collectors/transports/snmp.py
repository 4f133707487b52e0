"""SNMP, reading only: v2c and v3, one table at a time, with an end in rows and in time.

Communities and passphrases stay in this process: neither a message nor a capture holds one.
"""

import asyncio
import time
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self

from collectors.snmp import TABLES, WALKED, NotTold, Rows, Value
from collectors.snmp_system import SYSTEM_WALKED, system
from collectors.target import SnmpLogin
from collectors.transports.wire import WireFault
from models.errors import CollectError
from models.snapshot import Outcome

MOST_ROWS = 50_000
TOGETHER = 25
"""Rows asked for in one packet."""
ANSWER, RETRIES = 2.0, 2
PAUSES = (1.0, 4.0)
"""Seconds to wait before a part that an agent does not tell is asked for again."""
_FORBIDDEN = ("unknownUserName", "wrongDigest", "decryptionError", "unsupportedSecurityLevel", "authenticationFailure")


class Agent:
    """The SNMP agent of one device. To be closed; for one thread."""

    def __init__(self, hostname: str, login: SnmpLogin, port: int = 161, seconds: float = 60.0) -> None:
        from pysnmp.hlapi.v3arch.asyncio import ContextData, SnmpEngine

        self.hostname, self._port, self._seconds = hostname, port, seconds
        self._end = time.monotonic() + seconds
        self._login = _credentials(login)
        self._loop = asyncio.new_event_loop()
        self._engine: Any = self._within(_made(SnmpEngine))
        self._context = ContextData()
        self._way: Any = None
        self._known: dict[str, Rows] = {}
        self.asked: list[str] = []
        """The tables that were asked for, in order."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give the socket back."""
        if not self._loop.is_closed():
            self._engine.close_dispatcher()
            for task in asyncio.all_tasks(self._loop):
                task.cancel()
            self._loop.run_until_complete(asyncio.sleep(0))
            self._loop.close()

    def left(self) -> float:
        """Seconds until the end of all walks."""
        return self._end - time.monotonic()

    def forget(self) -> None:
        """Ask anew for what was told already."""
        self._known.clear()

    def walk(self, table: str) -> Rows:
        """All rows of a table, told once. Raises WireFault; for a table that is not on the list, with nothing sent."""
        if table not in WALKED and table not in SYSTEM_WALKED:
            raise WireFault(Outcome.FAILED, f"refused to ask for {table} by SNMP: not on the list")
        if table not in self._known:
            self.asked.append(table)
            self._known[table] = self._within(self._walk(tuple(map(int, table.split(".")))))
        return self._known[table]

    async def _walk(self, table: tuple[int, ...]) -> Rows:
        from pysnmp.hlapi.v3arch.asyncio import ObjectIdentity, ObjectType, UdpTransportTarget, bulk_cmd

        if self._way is None:
            self._way = await UdpTransportTarget.create((self.hostname, self._port), timeout=ANSWER, retries=RETRIES)
        found: Rows = []
        at = table
        while True:
            what = ObjectType(ObjectIdentity(at))
            error, status, _, answer = await bulk_cmd(
                self._engine, self._login, self._way, self._context, 0, TOGETHER, what, lookupMib=False
            )
            if error or status:
                raise self._fault(error, status)
            for name, value in answer:
                number, made = tuple(name), _value(value)
                if number[: len(table)] != table or made is None:
                    return found
                if number <= at:
                    raise WireFault(Outcome.FAILED, f"{self.hostname}: the SNMP agent goes round in circles")
                at = number
                found.append((number[len(table) :], made))
                if len(found) > MOST_ROWS:
                    raise WireFault(
                        Outcome.TOO_BIG, f"{self.hostname}: a table of more than {MOST_ROWS} rows by SNMP; it is not kept"
                    )
            if not answer:
                return found

    def _fault(self, error: Any, status: Any) -> CollectError:
        kind = type(error).__name__[:1].lower() + type(error).__name__[1:]
        if error and kind in _FORBIDDEN:
            return WireFault(Outcome.AUTH_FAILED, f"{self.hostname}: the SNMP agent refuses this user ({kind})")
        if error:
            what = "does not answer (or not to this community)" if kind == "requestTimedOut" else f"cannot be asked ({kind})"
            return WireFault(Outcome.TIME_OUT if kind == "requestTimedOut" else Outcome.FAILED, f"{self.hostname}: SNMP {what}")
        return NotTold(f"the agent answers with error {int(status)}")

    def _within(self, work: Coroutine[Any, Any, Any]) -> Any:
        try:
            return self._loop.run_until_complete(asyncio.wait_for(work, max(self.left(), 0.01)))
        except TimeoutError:
            raise WireFault(Outcome.TIME_OUT, f"{self.hostname}: SNMP took longer than {self._seconds:g} s") from None
        except CollectError:
            raise
        except Exception as error:  # what a library makes of hostile packets and of names that do not resolve
            raise WireFault(Outcome.FAILED, f"{self.hostname}: SNMP failed ({type(error).__name__})") from None


def tables(agent: Agent, pauses: tuple[float, ...] = PAUSES) -> tuple[list[tuple[str, str]], list[str]]:
    """The captures that an agent gives, by name, and what it does not tell."""
    captures, lacking = [], []
    for name, made in TABLES.items():
        for pause in (*pauses, None):
            try:
                captures.append((name, made(agent.walk)))
                break
            except NotTold as fault:
                if name == "snmp mac":  # most devices are no bridge
                    break
                if pause is None or agent.left() < pause:
                    lacking.append(f"{name}: {fault}")
                    break
                time.sleep(pause)
                agent.forget()
            except WireFault as fault:
                return captures, [*lacking, f"{name}: {fault}"]
    return captures, lacking


def whole(agent: Agent, pauses: tuple[float, ...] = PAUSES) -> str:
    """What stands in place of a config. Raises WireFault or NotTold."""
    for pause in pauses:
        try:
            return system(agent.walk)
        except NotTold:
            if agent.left() < pause:
                raise
            time.sleep(pause)
            agent.forget()
    return system(agent.walk)


async def _made(engine: Any) -> Any:
    return engine()


def _value(value: Any) -> Value | None:
    """A value in our own types; None is the end of what there is."""
    from pysnmp.proto.rfc1902 import Integer, ObjectIdentifier, OctetString, Unsigned32
    from pysnmp.proto.rfc1905 import EndOfMibView, NoSuchInstance, NoSuchObject

    if isinstance(value, EndOfMibView | NoSuchInstance | NoSuchObject):
        return None
    if isinstance(value, OctetString):
        return bytes(value)
    if isinstance(value, ObjectIdentifier):
        return tuple(value)
    return int(value) if isinstance(value, Integer | Unsigned32) or hasattr(value, "__int__") else b""


_AUTH = {"MD5": "usmHMACMD5AuthProtocol", "SHA": "usmHMACSHAAuthProtocol", "SHA224": "usmHMAC128SHA224AuthProtocol",
         "SHA256": "usmHMAC192SHA256AuthProtocol", "SHA384": "usmHMAC256SHA384AuthProtocol",
         "SHA512": "usmHMAC384SHA512AuthProtocol"}  # fmt: skip
_PRIV = {"DES": "usmDESPrivProtocol", "AES": "usmAesCfb128Protocol", "AES192": "usmAesCfb192Protocol",
         "AES256": "usmAesCfb256Protocol"}  # fmt: skip


def _credentials(login: SnmpLogin) -> Any:
    """What pysnmp calls authentication data. Raises WireFault for a protocol that there is not."""
    import pysnmp.hlapi.v3arch.asyncio as hlapi

    if login.version == "2c":
        return hlapi.CommunityData(login.community, mpModel=1)  # noqa: S508  # some devices speak nothing else
    if login.version != "3":
        raise WireFault(Outcome.FAILED, f"credential {login.id}: SNMP version {login.version} is not spoken; use 2c or 3")
    given: dict[str, Any] = {}
    for passphrase, protocol, known, word in (
        (login.auth, login.auth_protocol, _AUTH, "auth"),
        (login.priv, login.priv_protocol, _PRIV, "priv"),
    ):
        if passphrase:
            name = known.get(protocol.upper().replace("-", ""))
            if name is None:
                raise WireFault(Outcome.FAILED, f"credential {login.id}: {word}_protocol {protocol} is none of {', '.join(known)}")
            given |= {f"{word}Key": passphrase, f"{word}Protocol": getattr(hlapi, name)}
    return hlapi.UsmUserData(login.user, **given)  # noqa: S509  # with all that the credential has
