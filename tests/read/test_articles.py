"""Files of every kind, good and bad; what is bad is told in words and stops nothing."""

import io
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kg.errors import UnreadableArticle
from kg.model import Article
from kg.read import read_articles
from kg.read.decoding import decode
from kg.read.files import LIMIT

PROSE = "Two men died when a drone hit a house on the bridge road, the ministry said on Monday."
HTML = f"""<!doctype html><html><head><title>Two dead | Harbour Post</title>
<link rel="canonical" href="https://www.example.org/world/two-dead">
<meta property="og:site_name" content="Harbour Post"><meta property="og:title" content="Two dead in raid">
<meta name="author" content="Jane Roe"><meta property="article:published_time" content="2021-05-03T10:00:00Z">
</head><body><nav>Home World</nav><article><h1>Two dead in raid</h1><p>{PROSE}</p>
<p>The brigade did not say who had sent it, and nobody else has taken responsibility so far.</p></article>
</body></html>"""


def read(*paths: str | Path, **options) -> list[Article | UnreadableArticle]:
    return list(read_articles(paths, **options))


def write(path: Path, data: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def told(path: str | Path, **options) -> str:
    (error,) = read(path, **options)
    assert isinstance(error, UnreadableArticle), error
    assert "\n" not in str(error)
    return str(error)


def test_text(tmp_path) -> None:
    file = write(tmp_path / "raid.txt", f"\ufeffTwo dead in raid\r\n\r\n{PROSE}\r\n")
    (article,) = read(file)
    assert article.text == f"Two dead in raid\n\n{PROSE}\n"
    assert (article.id, article.file, article.title) == ("raid", "raid.txt", "Two dead in raid")
    assert article.published is None
    assert [article.text[s.start : s.end] for s in article.body] == ["Two dead in raid", PROSE]


def test_published_fills_in_and_does_not_overrule(tmp_path) -> None:
    write(tmp_path / "a.txt", PROSE)
    write(tmp_path / "b.txt", f"Two dead in raid\n\n2021-05-03\n\n{PROSE}")
    days = [article.published for article in read(tmp_path, published=date(2021, 6, 1))]
    assert days == [date(2021, 6, 1), date(2021, 5, 3)]


def test_html(tmp_path) -> None:
    (article,) = read(write(tmp_path / "page.html", HTML))
    assert PROSE in article.text
    assert "Home World" not in article.text
    assert article.id == "example.org-world-two-dead"
    assert (article.title, article.publisher, article.authors) == ("Two dead in raid", "Harbour Post", ("Jane Roe",))
    assert (article.url, article.published) == ("https://www.example.org/world/two-dead", date(2021, 5, 3))
    assert PROSE in [article.text[s.start : s.end] for s in article.body]


def test_html_that_declares_no_date_has_none(tmp_path) -> None:
    recalled = "It recalled a raid of June 4, 2019, he said."
    page = f"<html><body><article><p>{PROSE}</p><p>{recalled}</p></article></body></html>"
    (article,) = read(write(tmp_path / "page.htm", page))
    assert article.published is None
    assert article.id == "page.htm"


def test_jsonl_a_broken_line_is_named_and_the_others_go_in(tmp_path) -> None:
    lines = [
        json.dumps(
            {"text": PROSE, "title": "One", "author": ["Jane Roe", "Ali Doe"], "published": "2021-05-03T01:02:03Z"}
        ),
        '{"text": "broken',
        "",
        json.dumps({"html": HTML, "publisher": "Other Post"}),
        json.dumps({"text": PROSE, "id": "own/id"}),
        json.dumps({"text": PROSE, "url": "https://example.org/a?id=7&utm_source=x"}),
        json.dumps({"title": "no text"}),
        json.dumps({"text": 7}),
        json.dumps({"text": PROSE, "published": "last week"}),
        json.dumps([1]),
        json.dumps({"text": "  "}),
        "[" * 100_000,
    ]
    found = read(write(tmp_path / "news.jsonl", "\n".join(lines)))
    one, broken, page, own, linked, *bad = found
    assert (one.id, one.file, one.title) == ("news-1", "news.jsonl#1", "One")
    assert (one.authors, one.published) == (("Jane Roe", "Ali Doe"), date(2021, 5, 3))
    assert "news.jsonl, line 2:" in str(broken)
    assert (page.id, page.file, page.publisher) == ("example.org-world-two-dead", "news.jsonl#4", "Other Post")
    assert own.id == "own-id"
    assert linked.id.startswith("example.org-a-")
    for number, words, error in zip(
        (7, 8, 9, 10, 11, 12), ("neither", '"text" must', '"published"', "object", "empty", "JSON"), bad, strict=True
    ):
        assert f"line {number}:" in str(error)
        assert words in str(error)


def test_half_characters_and_control_characters_do_no_harm(tmp_path) -> None:
    line = '{"text": "A\\ud83d raid\\u0007 on the bridge killed two men, officials said.\\r\\nMore."}'
    (article,) = read(write(tmp_path / "a.jsonl", line))
    assert article.text == "A\ufffd raid  on the bridge killed two men, officials said.\nMore."
    article.text.encode()


def test_folder_is_sorted_recursive_and_passes_other_files_by(tmp_path) -> None:
    write(tmp_path / "b.txt", PROSE)
    write(tmp_path / "a/z.txt", PROSE)
    write(tmp_path / "a.html", HTML)
    write(tmp_path / "notes.md", "no")
    write(tmp_path / ".hidden.txt", PROSE)
    write(tmp_path / ".git/x.txt", PROSE)
    assert sorted(a.id for a in read(tmp_path)) == ["a-z", "b", "example.org-world-two-dead"]
    assert [a.id for a in read(tmp_path)] == [a.id for a in read(tmp_path, tmp_path / "b.txt")]


def test_folder_without_articles(tmp_path) -> None:
    write(tmp_path / "notes.md", "no")
    assert "no articles in this folder" in told(tmp_path)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", b"", "the file is empty"),
        ("a.txt", b" \n\t ", "nothing but white space"),
        ("a.txt", b"abc\0def", "binary"),
        ("a.txt", b"%PDF-1.7 ...", "a PDF"),
        ("a.txt", b"\x89PNG\r\n", "a PNG image"),
        ("a.txt", bytes(range(1, 32)) * 50, "binary"),
        ("a.html", b"<html><body><script>x</script></body></html>", "no article text"),
        ("a.html", b"<p>word</p>" * 40_000, "more than 60,000 tags"),
        ("a.jsonl", b"", "the file is empty"),
        ("a.txt", b"word\n" * 60_000, "more than 50,000 paragraphs"),
        ("a.doc", b"text", "only .txt, .html, .htm, .jsonl are read"),
    ],
)
def test_bad_files(tmp_path, name, data, words) -> None:
    message = told(write(tmp_path / name, data))
    assert words in message
    assert str(tmp_path / name) in message


def test_missing_file(tmp_path) -> None:
    assert "no such file" in told(tmp_path / "none.txt")
    assert "no such file" in told(tmp_path / "none")


def test_a_large_file_is_refused_without_reading_it_all(tmp_path) -> None:
    file = tmp_path / "large.txt"
    with file.open("wb") as stream:
        stream.truncate(50_000_000)
    assert f"larger than {LIMIT // 1_000_000} MB" in told(file)


def test_a_large_line_is_refused_and_the_next_is_read(tmp_path) -> None:
    good = json.dumps({"text": PROSE}).encode()
    error, article = read(write(tmp_path / "a.jsonl", b'{"text": "' + b"x" * (LIMIT + 5) + b'"}\n' + good))
    assert "line 1: larger than" in str(error)
    assert article.file == "a.jsonl#2"


def test_what_is_no_regular_file(tmp_path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "not a regular file" in told(tmp_path / "pipe.txt")


@contextmanager
def common_user() -> Iterator[None]:
    """Root may read everything: be somebody else for a while."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


def test_what_may_not_be_read() -> None:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        shut = write(Path(folder, "shut/a.txt"), PROSE).parent
        alone = write(Path(folder, "alone.txt"), PROSE)
        shut.chmod(0)
        alone.chmod(0)
        with common_user():
            assert "cannot be read (Permission denied)" in told(alone)
            first, second = read(folder)
        shut.chmod(0o700)
        assert "alone.txt: this file cannot be read" in str(first)
        assert "shut: this folder cannot be read" in str(second)


def test_standard_input() -> None:
    (article,) = read("-", stdin=io.BytesIO(PROSE.encode()))
    assert article.id.startswith("stdin-")
    assert article.text == PROSE
    (page,) = read("-", stdin=io.BytesIO(HTML.encode()))
    assert page.publisher == "Harbour Post"
    lines = "\n".join([json.dumps({"text": PROSE, "id": "x"}), "{broken", json.dumps({"text": PROSE})])
    one, error, other = read("-", stdin=io.BytesIO(lines.encode()))
    assert (one.id, other.file) == ("x", "stdin#3")
    assert "standard input, line 2" in str(error)
    assert "empty" in told("-", stdin=io.BytesIO(b""))
    (quote,) = read("-", stdin=io.BytesIO(b"{not json} said the man on the bridge."))
    assert quote.text.startswith("{not json}")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    text = "“It was a raid” – Señor Müller’s words, said on Monday.\n" + PROSE
    assert decode(text.encode(encoding), "x") == text


def test_an_alphabet_other_than_latin() -> None:
    text = "Министерство сообщило в понедельник, что два человека погибли при ударе беспилотника по дому у моста. " * 5
    assert decode(text.encode("cp1251"), "x") == text
