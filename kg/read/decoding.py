"""Bytes -> text: UTF-8 first, then what else a newsroom's files are written in; never a binary."""

from __future__ import annotations

import codecs
import re

from kg.errors import UnreadableArticle

_MAGIC = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\x1f\x8b": "a gzip archive",
    b"{\\rtf": "an RTF document",
    b"\xd0\xcf\x11\xe0": "an old office document",
}
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x84\x86-\x9f]")
_NOT_CHARACTERS = re.compile("[\ud800-\udfff\ufffe\uffff]")
# Of English text in Windows-1252 only quotes, dashes and the accents of names lie above 127; text in another
# alphabet has them by the third.
_FEW = 0.1


def decode(data: bytes, where: str) -> str:
    """The text of `data`, newlines as "\\n"; offsets count in what this returns.

    `where` names the file for the message of UnreadableArticle, raised for a binary or text that cannot be told.
    """
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise UnreadableArticle(f"{where}: this is {what}, not text: save it as .txt or .html first")
    if data.startswith(_UTF16):
        return clean(data.decode("utf-16", errors="replace"))
    if b"\0" in data:
        raise UnreadableArticle(f"{where}: this is a binary file, not text (it holds NUL bytes)")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _other(data, where)
    if len(_CONTROL.findall(text[:100_000])) > 0.01 * min(len(text), 100_000) + 8:
        raise UnreadableArticle(f"{where}: this is a binary file, not text (it is full of control characters)")
    return clean(text)


def clean(text: str) -> str:
    """`text` with newlines as "\\n", and with what no RDF or XML file may hold put out of the way."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub(" ", _NOT_CHARACTERS.sub("\ufffd", text))


def _other(data: bytes, where: str) -> str:
    high = sum(byte > 127 for byte in data)
    if high <= _FEW * len(data):
        try:
            return data.decode("cp1252")
        except UnicodeDecodeError:
            pass  # one of the five bytes that Windows-1252 leaves open
    import charset_normalizer

    best = charset_normalizer.from_bytes(data).best()
    if best is None:
        raise UnreadableArticle(f"{where}: its characters are in no encoding known here: save it as UTF-8")
    return str(best)
