"""The session of a fake device: a line is echoed while the device is idle and runs at RETURN.

What is typed while a command runs waits; it is echoed and run when the prompt is back, as real devices do it.
"""

import asyncio
import re

import asyncssh

from tests.fakes.device import FakeDevice
from tests.fakes.faults import MESSAGE, Fault

_PIECE = 65536
LEAVE = ("exit", "quit", "logout")
_LINE = b"interface Vlan4000\n description one more of many\n!\n"


class Gone(Exception):
    """The session is over."""


class Terminal:
    """One session. `run` serves it to its end."""

    def __init__(self, device: FakeDevice, process: "asyncssh.SSHServerProcess[bytes]") -> None:
        self.device, self.process = device, process
        self.fault: Fault = device.fault
        self.typed: asyncio.Queue[bytes] = asyncio.Queue()
        self.name = device.name
        self.privileged = not device.persona.enable
        self.paging = bool(device.persona.paging)
        self.busy = True
        self.prompts = 0
        self.asked = ""

    async def run(self) -> None:
        pump = asyncio.ensure_future(self.pump())
        try:
            if self.fault.mute:
                await asyncio.Event().wait()
            await self.greet()
            while True:
                await self.prompt()
                await self.command(await self.line(self.fault.echo))
        except (Gone, BrokenPipeError, ConnectionError, asyncssh.Error):
            self.process.exit(0)
        finally:
            pump.cancel()

    async def pump(self) -> None:
        """Take every byte at once, whatever the device is doing."""
        while True:
            try:
                data = await self.process.stdin.read(65536)
            except asyncssh.BreakReceived:
                continue
            except asyncssh.TerminalSizeChanged:
                continue
            if not data:
                self.typed.put_nowait(b"")
                return
            self.device.record.received += data
            if self.busy and self.fault.echo_at_once:
                self.process.stdout.write(data.replace(b"\n", b"\r\n"))
            for at in range(len(data)):
                if not (self.busy and self.fault.flush):
                    self.typed.put_nowait(data[at : at + 1])

    async def send(self, data: bytes) -> None:
        self.process.stdout.write(data)
        await self.process.stdout.drain()

    async def text(self, data: bytes) -> None:
        """Send what is in a file as a terminal gets it."""
        for at in range(0, len(data), _PIECE):  # the server copies all that waits for its window, again and again
            await self.send(data[at : at + _PIECE].replace(b"\n", b"\r\n"))

    async def key(self) -> bytes:
        typed = await self.typed.get()
        if not typed:
            raise Gone
        return typed

    async def greet(self) -> None:
        if self.fault.motd_endless:
            while True:
                await self.text(b"Welcome to the network of the city. All use is logged.\n")
                await asyncio.sleep(0)
        await self.text(self.fault.motd + b"\n" * (not self.fault.mute_after))
        if self.fault.mute_after:
            await asyncio.Event().wait()

    async def prompt(self) -> None:
        self.prompts += 1
        if self.fault.rename:
            self.name = f"{self.device.name}-{self.prompts}"
        persona = self.device.persona
        shape = self.fault.prompt or (persona.privileged if self.privileged else persona.user)
        text = (persona.before + shape).format(name=self.name)
        await self.text(f"\x1b[?2004h{text}".encode() if self.fault.bracketed else text.encode())

        if self.fault.interrupts and self.asked == persona.config:
            await self.text(b"\n" + MESSAGE.replace(b"SECONDS", b"59"))

    async def line(self, echo: bool) -> str:
        """One line as it is typed, echoed while it is."""
        self.busy = False
        line = bytearray()
        while (key := await self.key()) not in (b"\n", b"\r"):
            line += key
            if echo:
                self.process.stdout.write(key)
                if self.fault.columns and (len(self.name) + 1 + len(line)) % self.fault.columns == 0:
                    self.process.stdout.write(b" \r")
        self.busy = True
        await self.send(b"\r\n" if echo else b"")
        if self.fault.bracketed:
            await self.send(b"\x1b[?2004l\r")
        return line.decode("latin-1").strip()

    async def command(self, line: str) -> None:
        persona, record = self.device.persona, self.device.record
        if not line or line.startswith(persona.comment):
            record.commands += [line] if line else []
            self.asked = ""
            return
        record.commands.append(line)
        self.asked = line
        if line in LEAVE:
            record.logouts += 1
            raise Gone
        if self.device.delay:
            await asyncio.sleep(self.device.delay)
        if line == "enable" and persona.enable and line not in self.fault.refuses:
            await self.enable()
            return
        if line == persona.paging and self.fault.sticky_pager:
            await self.text(persona.denied.encode())
            return
        if line == persona.paging:
            self.paging = False
        if line == persona.config and persona.enable and not self.privileged:
            await self.text(persona.invalid.encode())
        elif line == persona.config and line not in self.fault.refuses:
            await self.config()
        else:
            await self.paged(self.device.answer(line))

    async def enable(self) -> None:
        for _ in range(3):
            await self.send(b"Password: ")
            given = await self.line(False)
            self.device.record.secrets.append(given)
            await self.send(b"\r\n")
            if given == self.device.secret and not self.fault.low:
                self.privileged = True
                return
        await self.text(b"% Bad secrets\n\n")

    async def paged(self, data: bytes) -> None:
        """Show an output, a page at a time as long as the pager is on."""
        lines = data.splitlines(keepends=True) if self.paging else [data]
        shown = 0
        for number, line in enumerate(lines):
            if self.paging and number == shown + self.fault.page:
                through = await self.more()
                if not through:
                    return
                shown += through
            await self.text(line)

    async def more(self) -> int:
        """Wait at the pager; how many lines it lets through: any other key than RETURN and the space bar ends the output."""
        persona = self.device.persona
        await self.send(persona.pager.encode())
        self.busy = False
        key = await self.key()
        self.busy = True
        await self.send(persona.erase.encode())
        if key in b"\r\n":
            return 1
        return self.fault.page if key == b" " else 0

    async def config(self) -> None:
        """The config, with all that this device does wrong on the way."""
        fault, record = self.fault, self.device.record
        record.configs += 1
        if fault.endless:
            while True:
                await self.text(_LINE)
                if fault.endless == "pager" and not await self.more():
                    return
                await asyncio.sleep(0)
        data = fault.change(self.device.config) if fault.instead is None else fault.instead
        if fault.syslog and not (fault.syslog_once and record.configs > 1):
            at = data.index(b"\n", len(data) // 2) + 1
            data = data[:at] + fault.syslog.replace(b"SECONDS", b"%02d" % (record.configs % 60)) + data[at:]
        end = int(len(data) * fault.stop_at)
        if fault.slow:
            await self.text(data[: end // 2])
            await asyncio.sleep(fault.slow)
            await self.text(data[end // 2 : end])
        elif fault.chunk:
            for at in range(0, end, fault.chunk):
                await self.text(data[at : min(end, at + fault.chunk)])
                await asyncio.sleep(fault.pause)
        elif fault.pause_after:
            for part in re.split(b"(?<=" + re.escape(fault.pause_after) + b")", data[:end]):
                await self.text(part)
                await asyncio.sleep(fault.pause)
        elif self.paging:
            await self.paged(data[:end])
        else:
            await self.text(data[:end])
        if fault.stop:
            await self.stop()

    async def stop(self) -> None:
        """End in the middle, in one of four ways."""
        connection = self.process.channel.get_connection()
        if self.fault.stop == "hang":
            await asyncio.Event().wait()
        await asyncio.sleep(0.05)  # what was sent is on its way
        if self.fault.stop == "reset":
            connection.get_extra_info("socket").setsockopt(*_LINGER)
            connection.abort()
        elif self.fault.stop == "drop":
            connection.abort()
        else:
            self.process.channel.close()
        raise Gone


def _linger() -> tuple[int, int, bytes]:
    import socket
    import struct

    return socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)


_LINGER = _linger()
"""A close that resets the connection instead of ending it."""
