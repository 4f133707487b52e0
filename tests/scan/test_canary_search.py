"""The search of the canary finds what it should: each encoding, and what is packed into files and databases."""

import os
import random
import signal
import sqlite3
import subprocess
import zipfile
import zlib
from pathlib import Path

import pytest

from collectors.reversible import junos9, type7
from tests.scan.canary import Searcher, encoded7, encoded9, forms_of
from tests.scan.canary_files import contents
from tests.scan.canary_run import watched


@pytest.mark.parametrize("encoding", sorted(forms_of("Salainen-Avain")))
def test_the_searcher_finds_each_encoding(encoding: str, tmp_path: Path) -> None:
    secret = 'Sala"inen&Avain/ä'
    searcher = Searcher([secret, "something-else"])
    for form in forms_of(secret)[encoding]:
        data = b"before " * 9 + form + b" after"
        assert (encoding, secret) in searcher.hits(data)
        assert not searcher.hits(data.replace(form[2:9], b""))
        with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("member", data)
        assert any(searcher.hits(each) for _, each in contents(tmp_path / "a.zip"))


def test_the_searcher_looks_into_a_database(tmp_path: Path) -> None:
    base = sqlite3.connect(tmp_path / "a.db")
    base.execute("CREATE TABLE text (body BLOB)")
    base.execute("INSERT INTO text VALUES (?)", (zlib.compress(b"x" * 99 + b"Salainen-Avain"),))
    base.commit()
    base.close()
    assert any(Searcher(["Salainen-Avain"]).hits(data) for _, data in contents(tmp_path / "a.db"))


def test_reversible_forms_are_made_as_devices_make_them() -> None:
    assert type7(encoded7("Salainen-Avain", 8)) == "Salainen-Avain" == junos9(encoded9("Salainen-Avain", random.Random(1)))


@pytest.mark.parametrize("mode", ["wal", "delete"])
def test_the_searcher_looks_into_what_a_killed_transaction_left(mode: str, tmp_path: Path) -> None:
    """A secret that was never committed, in a value that is packed and longer than a page."""
    path = tmp_path / "a.db"
    child = os.fork()
    if not child:
        base = sqlite3.connect(path, isolation_level=None)
        base.execute(f"PRAGMA journal_mode={mode}")
        base.execute("PRAGMA cache_size=2")
        base.execute("CREATE TABLE text (body BLOB)")
        base.execute("BEGIN")
        for number in range(40):
            secret = b"Salainen-Avain" if number == 20 else b"x"
            base.execute("INSERT INTO text VALUES (?)", (zlib.compress(random.Random(number).randbytes(9000) + secret),))
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    assert path.with_name("a.db-wal" if mode == "wal" else "a.db-journal").stat().st_size > 500
    found = {name for name, data in contents(path) if Searcher(["Salainen-Avain"]).hits(data)}
    assert found, "the pages of the transaction are on the disk"


def test_the_searcher_sees_what_a_journal_puts_back(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    child = os.fork()
    if not child:
        base = sqlite3.connect(path, isolation_level=None)
        base.execute("PRAGMA secure_delete=ON")
        base.execute("PRAGMA cache_size=2")
        base.execute("CREATE TABLE text (body BLOB)")
        base.execute("INSERT INTO text VALUES (?)", (zlib.compress(b"x" * 99 + b"Salainen-Avain"),))
        base.execute("BEGIN")
        base.execute("DELETE FROM text")
        base.executemany("INSERT INTO text VALUES (?)", [(bytes(9000),)] * 40)
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    found = {name for name, data in contents(path) if Searcher(["Salainen-Avain"]).hits(data)}
    assert "a.db:before the journal" in found


def test_what_others_see_of_a_process_and_its_children_is_kept(tmp_path: Path) -> None:
    command = ["sh", "-c", "SECRET=Salainen-Avain sleep 2 & sleep 2 # Toinen-Salaisuus"]
    run = subprocess.Popen(command)
    with watched(run.pid, tmp_path / "watched"):
        run.wait()
    kept = [path.read_bytes() for path in (tmp_path / "watched").glob("*/*")]
    searcher = Searcher(["Salainen-Avain", "Toinen-Salaisuus"])
    assert {secret for data in kept for _, secret in searcher.hits(data)} == {"Salainen-Avain", "Toinen-Salaisuus"}
