"""Fake devices on loopback, over real SSH: one event loop in a thread of its own serves as many as a test wants."""

import asyncio
import contextlib
import logging
import random
import socket
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import asyncssh

from tests.fakes.device import FakeDevice
from tests.fakes.terminal import Terminal

LOOPBACK = "127.0.0.1"
logging.getLogger("asyncssh").setLevel(logging.CRITICAL)  # a fault is no news here


class Gate(asyncssh.SSHServer):
    """Who may log in to one device; every password that comes is written down."""

    def __init__(self, device: FakeDevice) -> None:
        self.device = device

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self.device.record.connections += 1
        self.conn = conn

    def begin_auth(self, username: str) -> bool:
        if self.device.fault.banner:
            line = "Only for the staff of the city.\r\n"
            self.conn.send_auth_banner(line * (self.device.fault.banner // len(line)))
        if self.device.authorized_keys:
            self.conn.set_authorized_keys(self.device.authorized_keys)
        return True

    def password_auth_supported(self) -> bool:
        return "password" in self.device.methods and self.device.fault.auth != "pubkey"

    def kbdint_auth_supported(self) -> bool:
        return "keyboard-interactive" in self.device.methods and self.device.fault.auth != "pubkey"

    def public_key_auth_supported(self) -> bool:
        return "publickey" in self.device.methods or self.device.fault.auth == "pubkey"

    async def validate_password(self, username: str, password: str) -> bool:
        self.device.record.passwords.append(password)
        if self.device.fault.auth == "hang":
            await asyncio.Event().wait()
        right = (username, password) == (self.device.username, self.device.password)
        return right and self.device.fault.auth != "reject"

    def get_kbdint_challenge(self, username: str, lang: str, submethods: str) -> Any:
        return "", "", "", [("Password: ", False)]

    async def validate_kbdint_response(self, username: str, responses: Any) -> bool:
        return await self.validate_password(username, next(iter(responses), ""))

    def connection_requested(self, dest_host: str, dest_port: int, orig_host: str, orig_port: int) -> bool:
        return self.device.jump


class Farm:
    """A context that serves devices, each at a port of its own, and takes all of them away at its end."""

    def __enter__(self) -> Self:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, name="fake devices", daemon=True)
        self.thread.start()
        self.devices: list[FakeDevice] = []
        self.servers: list[asyncio.AbstractServer | asyncssh.SSHAcceptor] = []
        self.held: list[socket.socket] = []
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._wait(self._stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()
        for taken in self.held:
            taken.close()

    def start(self, device: FakeDevice, host: str = LOOPBACK) -> FakeDevice:
        """Serve a device; `device.port` is where."""
        device.host = host
        self._wait(self._start(device))
        self.devices.append(device)
        return device

    def known_hosts(self, path: Path) -> str:
        """Write the host keys of all devices to a file, and give its name."""
        path.write_text("".join(device.known_host() for device in self.devices if device.public_key), encoding="utf-8")
        return str(path)

    def _wait(self, work: Coroutine[Any, Any, None]) -> None:
        future: Future[None] = asyncio.run_coroutine_threadsafe(work, self.loop)
        future.result(30)

    async def _start(self, device: FakeDevice) -> None:
        fault = device.fault
        if fault.refuse:
            taken = socket.socket()
            taken.bind((device.host, 0))  # nobody else gets the port, and nobody listens at it
            device.port = taken.getsockname()[1]
            self.held.append(taken)
            return
        if fault.first is not None or fault.stays:
            bare = await asyncio.start_server(lambda reader, writer: _bare(device, writer), device.host, 0)
            device.port = bare.sockets[0].getsockname()[1]
            self.servers.append(bare)
            return
        key = asyncssh.generate_private_key(device.key_type)
        device.public_key = key.export_public_key().decode().strip()

        async def serve(process: "asyncssh.SSHServerProcess[bytes]") -> None:
            device.record.opened()
            session = asyncio.ensure_future(Terminal(device, process).run())
            try:
                await asyncio.wait((session, asyncio.ensure_future(process.channel.wait_closed())), return_when="FIRST_COMPLETED")
            finally:
                session.cancel()
                device.record.closed()

        options: dict[str, Any] = {"keepalive_interval": 0, "login_timeout": 0, **device.crypto}
        server = await asyncssh.create_server(
            lambda: Gate(device), device.host, 0, server_host_keys=[key], process_factory=serve, encoding=None,
            line_editor=False, allow_scp=False, **options,
        )  # fmt: skip
        device.port = server.sockets[0].getsockname()[1]
        self.servers.append(server)

    async def _stop(self) -> None:
        for server in self.servers:
            server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _bare(device: FakeDevice, writer: asyncio.StreamWriter) -> None:
    """A port that does not speak SSH."""
    device.record.connections += 1
    fault = device.fault
    with contextlib.suppress(ConnectionError):
        if fault.drip:
            while True:
                for at in range(len(fault.first or b"")):
                    writer.write((fault.first or b"")[at : at + 1])
                    await writer.drain()
                    await asyncio.sleep(fault.drip)
        writer.write(fault.first or b"")
        await writer.drain()
        if fault.stays:
            await asyncio.Event().wait()
    writer.close()


def garbage(size: int = 4096, seed: int = 1) -> bytes:
    """Random bytes, always the same."""
    return random.Random(seed).randbytes(size)
