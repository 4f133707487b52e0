"""Fake devices whose host keys, and the algorithms that go with them, are chosen one by one."""

import asyncio
from collections.abc import Callable, Sequence

import asyncssh

from tests.fakes.device import FakeDevice
from tests.fakes.server import LOOPBACK, Farm, Gate
from tests.fakes.terminal import Terminal


def start_with(
    farm: Farm,
    device: FakeDevice,
    keys: Sequence[asyncssh.SSHKey],
    algorithms: Sequence[str] = (),
    gate: Callable[[FakeDevice], Gate] = Gate,
) -> FakeDevice:
    """Serve a device with `keys`; `algorithms` are all that it can sign with, where they are given."""
    pairs = list(asyncssh.load_keypairs(list(keys)))
    for pair in pairs:
        if algorithms:
            pair.host_key_algorithms = [name.encode() for name in algorithms]

    async def session(process: "asyncssh.SSHServerProcess[bytes]") -> None:
        device.record.opened()
        try:
            await Terminal(device, process).run()
        finally:
            device.record.closed()

    async def serve() -> asyncssh.SSHAcceptor:
        return await asyncssh.create_server(
            lambda: gate(device), LOOPBACK, 0, server_host_keys=pairs, process_factory=session, encoding=None,
            line_editor=False, keepalive_interval=0, **device.crypto,
        )  # fmt: skip

    server = asyncio.run_coroutine_threadsafe(serve(), farm.loop).result(10)
    farm.servers.append(server)
    farm.devices.append(device)
    device.host, device.port = LOOPBACK, server.sockets[0].getsockname()[1]
    device.public_key = keys[0].export_public_key().decode().strip()
    return device
