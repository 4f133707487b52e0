"""A fake SNMP agent on loopback: v2c and v3 with a user of its own, answering from a table of rows."""

import asyncio
import threading
from types import TracebackType
from typing import Any, Self

from pysnmp.carrier.asyncio.dgram import udp
from pysnmp.entity import config, engine
from pysnmp.entity.rfc3413 import cmdrsp, context
from pysnmp.proto.api import v2c
from pysnmp.smi import exval

from collectors.snmp import Rows
from tests.fakes.server import LOOPBACK

AREA, ROOT = "area", (1,)


class FakeAgent:
    """A context that answers as one agent, for whoever has the community or the passphrases."""

    def __init__(self, tables: dict[str, Rows], community: str, user: str, auth: str, priv: str) -> None:
        self._rows = sorted(
            ((*map(int, table.split(".")), *index), value) for table, rows in tables.items() for index, value in rows
        )
        self._community, self._user, self._auth, self._priv = community, user, auth, priv
        self.answered = 0
        """Questions that it has answered; those of strangers are none."""

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fake agent", daemon=True)
        self._thread.start()
        self.port: int = asyncio.run_coroutine_threadsafe(self._serve(), self._loop).result(10)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._engine.close_dispatcher)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def _serve(self) -> int:
        self._engine = agent = engine.SnmpEngine()
        transport = udp.UdpTransport(loop=self._loop).open_server_mode((LOOPBACK, 0))
        config.add_transport(agent, udp.DOMAIN_NAME, transport)
        config.add_v1_system(agent, AREA, self._community)
        config.add_v3_user(agent, self._user, config.USM_AUTH_HMAC96_SHA, self._auth, config.USM_PRIV_CFB128_AES, self._priv)
        config.add_vacm_user(agent, 2, AREA, "noAuthNoPriv", ROOT, ROOT, ())
        config.add_vacm_user(agent, 3, self._user, "authPriv", ROOT, ROOT, ())
        told = context.SnmpContext(agent)
        told.unregister_context_name(v2c.OctetString(""))
        told.register_context_name(v2c.OctetString(""), self)
        cmdrsp.BulkCommandResponder(agent, told)
        await transport._lport  # it has its port
        return int(transport.transport.get_extra_info("sockname")[1])

    def read_next_variables(self, *asked: Any, **_: Any) -> list[Any]:
        """The next row after each name, as pysnmp asks for it."""
        self.answered += 1
        return [self._after(tuple(name)) for name, _ in asked]

    def _after(self, name: tuple[int, ...]) -> tuple[tuple[int, ...], Any]:
        for known, value in self._rows:
            if known > name:
                return known, v2c.OctetString(value) if isinstance(value, bytes) else v2c.Integer(value)
        return name, exval.endOfMibView
