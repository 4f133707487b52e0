"""Outputs are framed rightly whatever the timing: a simulated terminal in virtual time, hundreds of random ones of each kind."""

import heapq
import random
from types import SimpleNamespace

import pytest

from collectors.commands import Command
from collectors.dialect import dialect
from collectors.transports import conversation
from collectors.transports.conversation import Conversation, Patience
from collectors.transports.wire import Guarded, WireFault
from models.snapshot import Outcome

IOS = dialect("cisco_ios").console
JUNOS = dialect("juniper_junos").console
assert IOS is not None
assert JUNOS is not None
SHOW = Command("show version", "version", 600)
LINES = (
    b"R1#", b"R1#show version", b" description see R1# there", b"", b"!", b"! np-0123456789abcdef", b"x" * 300, b"R1>",
    bytes(value for value in range(1, 256) if value not in (7, 10, 13, 27)), b"interface Gi0/1", b"Password: ", b"show version",
)  # fmt: skip
PAUSES = (0.0, 0.0, 0.0, 0.01, 0.5, 2.5, 4.0)


class Simulated:
    """A terminal in virtual time. What is typed while a command runs waits, is echoed twice, or is thrown away (`typed`)."""

    def __init__(self, seed: int, output: bytes, typed: str, prompt: bytes = b"R1#", above: bytes = b"") -> None:
        self.random = random.Random(seed)
        self.output, self.typed, self.prompt = output, typed, above + prompt
        self.now, self.free, self.count = 0.0, 0.0, 0
        self.sent: list[tuple[float, int, bytes]] = []
        self.latency = self.random.choice((0.0, 0.002, 0.3, 1.5))
        self.lines: list[bytes] = []
        self.free = self.emit(0.0, b"Welcome to R1#, all is logged\r\n")

    def push(self, time: float, data: bytes) -> None:
        self.count += 1
        heapq.heappush(self.sent, (time + self.latency, self.count, data))

    def emit(self, time: float, data: bytes) -> float:
        """Send `data` and a prompt in random pieces, cut after prompts as often as anywhere, with random pauses."""
        cuts = {self.random.randrange(len(data) + 1) for _ in range(self.random.randrange(6))}
        cuts |= {at + 3 for at in range(len(data)) if data.startswith(b"R1#", at) and self.random.random() < 0.7}
        at = 0
        for cut in [*sorted(cuts), len(data)]:
            if data[at:cut]:
                self.push(time, data[at:cut])
            time += self.random.choice(PAUSES) if data else 0.0
            at = cut
        self.push(time, self.prompt)
        return time

    def write(self, data: bytes) -> None:
        arrives = self.now + self.latency
        line = data.removesuffix(b"\n")
        self.lines.append(line)
        start = arrives
        if arrives < self.free:
            if self.typed == "dropped":
                return
            if self.typed == "echoed twice":
                self.push(arrives, line + b"\r\n")
            start = self.free
        self.push(start, line + b"\r\n")
        text = self.output.replace(b"\n", b"\r\n") if line == SHOW.text.encode() else b""
        self.free = self.emit(start + self.random.choice(PAUSES) * bool(text), text)

    def read(self, seconds: float) -> bytes:
        if self.sent and self.sent[0][0] <= self.now + seconds:
            time, _, data = heapq.heappop(self.sent)
            self.now = max(self.now, time)
            while self.sent and self.sent[0][0] <= self.now and self.random.random() < 0.7:
                data += heapq.heappop(self.sent)[2]
            return data
        self.now += max(seconds, 0.001)
        return b""

    def close(self) -> None: ...


def talk_with(device: Simulated, monkeypatch: pytest.MonkeyPatch, console=IOS) -> Conversation:
    monkeypatch.setattr(conversation, "time", SimpleNamespace(monotonic=lambda: device.now))
    return Conversation(Guarded(device, console), console, 7200.0, Patience(login=300))


def output_of(seed: int) -> bytes:
    chosen = random.Random(seed)
    lines = [chosen.choice(LINES) for _ in range(chosen.randrange(12))]
    return b"".join(line + b"\n" for line in lines) + (b"no line end" if chosen.random() < 0.2 else b"")


@pytest.mark.parametrize("typed", ["waits", "echoed twice", "dropped"])
@pytest.mark.parametrize("block", range(2))
def test_an_output_is_framed_whatever_the_timing(typed: str, block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(block * 100, block * 100 + 100):
        device = Simulated(seed, output_of(seed), typed)
        talk = talk_with(device, monkeypatch)
        talk.login()
        for _ in range(3):
            assert talk.ask(SHOW) == device.output, (seed, typed)
        assert talk.echoes


def test_lines_above_a_prompt_are_no_part_of_an_output(monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(200):
        output = output_of(seed)
        device = Simulated(seed, output, "waits", b"admin@R1> ", b"{master:0}\r\n")
        talk = talk_with(device, monkeypatch, JUNOS)
        talk.login()
        assert talk.above == ("{master:0}",)
        assert [talk.ask(SHOW) for _ in range(2)] == [output] * 2, seed


def test_a_device_that_says_nothing_more_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    device = Simulated(1, b"", "waits")
    talk = talk_with(device, monkeypatch)
    talk.login()
    device.write = lambda data: None  # type: ignore[method-assign]
    begun = device.now
    with pytest.raises(WireFault) as caught:
        talk.ask(SHOW)
    assert caught.value.outcome is Outcome.TIME_OUT
    assert device.now - begun <= talk.patience.idle + 1


def test_a_device_that_drips_is_given_up_at_the_deadline_of_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    device = Simulated(1, b"", "waits")
    talk = talk_with(device, monkeypatch)
    talk.login()
    device.read = lambda seconds: (setattr(device, "now", device.now + 0.5), b"x")[1]  # type: ignore[method-assign,func-returns-value]
    begun = device.now
    with pytest.raises(WireFault, match="took too long") as caught:
        talk.ask(Command("show version", "version", 60))
    assert caught.value.outcome is Outcome.TIME_OUT
    assert 60 <= device.now - begun <= 61
