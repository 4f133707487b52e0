"""A bundle that was changed anywhere is refused with the place, or says the same as before; nothing of it is trusted early."""

import json
import random
import stat
import warnings
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from collectors.signing import Signer, Signers, fingerprint
from collectors.transports import bundle
from collectors.transports.bundle import Bundle, is_bundle, made_bundle, read_bundle
from models.device import DeviceId
from models.errors import CollectError, CredentialError
from models.snapshot import CONFIG, Outcome, Result
from models.store.texts import digested

WHEN = datetime(2026, 10, 1, 8, tzinfo=UTC)
TEXTS = [f"version 15.2\nhostname r{n}\nusername admin secret ⟦secret:9:0123abcd⟧\n{'!' * 200}\nend\n" for n in range(4)]
Members = dict[str, bytes]


def content(signer: Signer, **given: object) -> bytes:
    results = [
        Result(
            DeviceId("hr", f"r{n}"),
            Outcome.OK,
            file=f"r{n}.cfg",
            os="cisco_ios",
            captures=((CONFIG, f"r{n}.cfg", digested(t.encode())),),
        )
        for n, t in enumerate(TEXTS)
    ]
    results.append(Result(DeviceId("hr", "r9"), Outcome.UNREACHABLE, "no answer"))
    texts = {digested(text.encode()): text for text in TEXTS}
    fields: dict[str, object] = {"made": WHEN, "started": WHEN, "who": "anna", "host": "admin-1", "version": "1"}
    return made_bundle(results, texts, signer, **{**fields, **given})  # type: ignore[arg-type]


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return Signer.of(tmp_path / "state")


def read(tmp_path: Path, data: bytes) -> Bundle:
    path = tmp_path / "x.npb"
    path.write_bytes(data)
    return read_bundle(path)


def members(data: bytes) -> Members:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Members | list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name that stands twice is meant
        with zipfile.ZipFile(buffer, "w", method) as archive:
            for name, data in parts.items() if isinstance(parts, dict) else parts:
                archive.writestr(name, data)
    return buffer.getvalue()


def signed_anew(parts: Members, signer: Signer) -> bytes:
    """What a signer who means ill can make: all digests and the signature fit what is inside."""
    manifest = json.loads(parts["manifest.json"])
    manifest["members"] = {name: digested(data) for name, data in parts.items() if name not in ("signature", "manifest.json")}
    parts["manifest.json"] = json.dumps(manifest).encode()
    parts["signature"] = signer.public + signer.sign(parts["manifest.json"])
    return packed(parts)


def test_what_goes_in_comes_out(tmp_path: Path, signer: Signer) -> None:
    found = read(tmp_path, content(signer))
    assert is_bundle(tmp_path / "x.npb") and not is_bundle(tmp_path / "none")
    assert found.fingerprint == fingerprint(signer.public)
    assert (found.manifest.who, found.manifest.made, len(found.results)) == ("anna", WHEN, 5)
    listing = found.listings()["hr"]
    assert [host.name for host in listing.hosts] == ["r0", "r1", "r2", "r3"]
    assert listing.hosts[1].config.data == TEXTS[1].encode() and listing.hosts[1].hint == "cisco_ios"
    assert content(signer) == content(signer)


def test_the_key_is_private_and_stays(tmp_path: Path, signer: Signer) -> None:
    path = tmp_path / "state" / "signing.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Signer.of(tmp_path / "state").public == signer.public != Signer.of(tmp_path / "other").public
    path.write_bytes(b"short")
    with pytest.raises(CredentialError, match="not a signing key"):
        Signer.of(tmp_path / "state")


def test_signers_are_remembered(tmp_path: Path) -> None:
    signers = Signers(tmp_path / "state")
    assert signers.known() == {}
    signers.accept("SHA256:a")
    signers.accept("SHA256:b")
    assert set(Signers(tmp_path / "state").known()) == {"SHA256:a", "SHA256:b"}
    for broken in ("[1]", "{", '{"a": 1}'):
        (tmp_path / "state" / "signers.json").write_text(broken)
        with pytest.raises(CollectError, match=r"signers\.json"):
            signers.known()


def test_no_flipped_bit_changes_what_is_read(tmp_path: Path, signer: Signer) -> None:
    data = content(signer)
    whole = read(tmp_path, data)
    chance = random.Random(3)
    refused = 0
    for _ in range(500):
        at, bit = chance.randrange(len(data)), chance.randrange(8)
        try:
            assert read(tmp_path, data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]) == whole
        except CollectError:
            refused += 1
    assert refused > 250


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.9, 0.999])
def test_a_cut_bundle_is_refused(tmp_path: Path, signer: Signer, share: float) -> None:
    data = content(signer)
    with pytest.raises(CollectError, match=r"x\.npb"):
        read(tmp_path, data[: int(len(data) * share)])


def removed(parts: Members) -> None:
    del parts[next(name for name in parts if name.startswith("texts/"))]


def added(parts: Members) -> None:
    parts["texts/../../evil"] = b"x"


@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        (lambda parts: parts.update({"results.json": parts["results.json"].replace(b"r1", b"r7", 1)}), "results.json was changed"),
        (lambda parts: parts.update({next(n for n in parts if n.startswith("texts/")): b"other"}), "texts/.* was changed"),
        (lambda parts: parts.update({"manifest.json": parts["manifest.json"].replace(b"anna", b"adam")}), "not what was signed"),
        (lambda parts: parts.update({"signature": bytes(96)}), "not what was signed"),
        (lambda parts: parts.update({"signature": parts["signature"] + b"x"}), "larger"),
        (lambda parts: parts.update({"signature": b""}), "not what was signed"),
        (removed, "added or taken out"),
        (added, "evil was added"),
    ],
)
def test_tampering_is_refused_with_the_place(tmp_path: Path, signer: Signer, tamper: Callable[[Members], None], words: str) -> None:
    parts = members(content(signer))
    tamper(parts)
    with pytest.raises(CollectError, match=words):
        read(tmp_path, packed(parts))


def test_odd_archives_are_refused(tmp_path: Path, signer: Signer) -> None:
    parts = members(content(signer))
    twice = [*parts.items(), ("results.json", b"[]")]
    for data, words in (
        (packed(twice), "twice"), (packed({"a": b"b"}), "no bundle"), (packed({}), "not a whole|no bundle"),
        (packed(parts, zipfile.ZIP_BZIP2), "packed"), (b"PK\3\4 not a zip", "not a whole bundle"),
    ):  # fmt: skip
        with pytest.raises(CollectError, match=words):
            read(tmp_path, data)
    with pytest.raises(CollectError, match="cannot be read"):
        read_bundle(tmp_path / "missing.npb")


def test_a_signer_cannot_send_what_does_not_fit(tmp_path: Path, signer: Signer) -> None:
    good = members(content(signer))
    results = json.loads(good["results.json"])

    def with_results(changed: object) -> bytes:
        return signed_anew({**good, "results.json": json.dumps(changed).encode()}, signer)

    for data, words in (
        (with_results([*results, results[0]]), "device twice"),
        (with_results([{**results[0], "captures": []}, *results[1:]]), "do not belong together"),
        (
            with_results([{**results[0], "captures": [["show version", *results[0]["captures"][0][1:]]]}, *results[1:]]),
            "has no config",
        ),
        (with_results([{"outcome": "ok"}]), "cannot be understood"),
        (with_results({"a": 1}), "cannot be understood"),
        (signed_anew({**good, "texts/" + "0" * 64: b"x"}, signer), "do not belong together"),
        (signed_anew({**good, next(n for n in good if n.startswith("texts/")): b"x"}, signer), "not the text of that digest"),
    ):
        with pytest.raises(CollectError, match=words):
            read(tmp_path, data)
    assert read(tmp_path, signed_anew(dict(good), signer))


def test_another_format_is_refused_in_words(tmp_path: Path, signer: Signer) -> None:
    parts = members(content(signer))
    parts["manifest.json"] = parts["manifest.json"].replace(b'"format": 1', b'"format": 9')
    parts["signature"] = signer.public + signer.sign(parts["manifest.json"])
    with pytest.raises(CollectError, match="format 9"):
        read(tmp_path, packed(parts))


def test_a_bomb_is_not_unpacked(tmp_path: Path, signer: Signer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "MOST_MEMBER", 5000)
    assert read(tmp_path, content(signer))
    results = [Result(DeviceId("hr", "r0"), Outcome.OK, captures=((CONFIG, "r0.cfg", digested(b"x" * 90_000)),))]
    bomb = made_bundle(results, {digested(b"x" * 90_000): "x" * 90_000}, signer, WHEN, WHEN, "anna", "h", "1")
    assert len(bomb) < 5000
    with pytest.raises(CollectError, match="larger than a bundle holds"):
        read(tmp_path, bomb)
    monkeypatch.setattr(bundle, "MOST_TOTAL", 1000)
    with pytest.raises(CollectError, match="larger than a bundle holds"):
        read(tmp_path, content(signer))
