import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.answer.endpoint.tokens import FILE, Tokens
from kg.cli.commands import app
from kg.errors import BadData, KgError, UnknownName
from tests.answer.server import add


def test_a_token_is_kept_as_a_digest_that_only_its_owner_reads(tmp_path: Path) -> None:
    secret = Tokens(tmp_path).add("ours", ["write", "read"])
    written = (tmp_path / FILE).read_text()
    assert secret not in written
    assert secret.removeprefix("isnad_") not in written
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert len(secret) > 40
    found = Tokens(tmp_path).find(secret)
    assert found
    assert (found.name, found.rights) == ("ours", ("read", "write"))


def test_what_is_not_the_token_is_none(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path)
    secret = tokens.add("ours", ["read"])
    for wrong in ("", secret[:-1], secret + "x", secret.upper(), "\ud800", "ours"):
        assert tokens.find(wrong) is None
    assert tokens.find(secret)


def test_a_token_runs_out(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path)
    secret = tokens.add("ours", ["read"], days=1)
    assert tokens.find(secret)
    told = json.loads((tmp_path / FILE).read_text())
    told["tokens"][0]["until"] = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    (tmp_path / FILE).write_text(json.dumps(told))
    assert Tokens(tmp_path).find(secret) is None


def test_what_is_revoked_elsewhere_is_refused_at_once(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path)
    first, second = tokens.add("one", ["read"]), tokens.add("two", ["read"])
    Tokens(tmp_path).revoke("one")
    assert tokens.find(first) is None
    assert tokens.find(second)
    with pytest.raises(UnknownName, match="there are two"):
        tokens.revoke("one")
    with pytest.raises(KgError, match="already"):
        tokens.add("two", ["read"])


@pytest.mark.parametrize("text", ["", "{}", '{"tokens": [{"name": 1}]}', '{"tokens": [1]}', "\0"])
def test_a_damaged_file_lets_nobody_in(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(BadData, match="damaged"):
        Tokens(tmp_path).find("x")


def test_the_commands(tmp_path: Path) -> None:
    store = tmp_path / "store"
    add(store, "<http://a/s> <http://a/p> 1")

    def kg(*words: str) -> tuple[int, str, str]:
        done = CliRunner().invoke(app, ["token", *words, "--store", str(store)])
        return done.exit_code, done.stdout, done.stderr

    code, secret, words = kg("add", "annotator", "--right", "read", "--right", "write", "--days", "90")
    assert (code, "not shown again" in words) == (0, True)
    found = Tokens(store).find(secret.strip())
    assert found
    assert found.rights == ("read", "write")
    assert kg("add", "annotator")[0] == 1
    assert kg("add", "no/name")[0] == 2
    code, listed, _ = kg("list", "--format", "csv")
    assert listed.splitlines()[1].startswith("annotator,read write,")
    assert secret.strip() not in listed
    assert kg("revoke", "annotator")[0] == 0
    assert kg("revoke", "annotator")[0] == 1
    assert CliRunner().invoke(app, ["token", "list", "--store", str(tmp_path / "none")]).exit_code == 1
