"""Forms of several parts (RFC 7578), as the graph store protocol takes them: each file is RDF of its own."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

from kg.answer.endpoint.problems import Refused

MAX_PARTS = 100
BY_ENDING = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "xml": "application/rdf+xml",
    "jsonld": "application/ld+json",
}


def read_form(content_type: str, body: bytes) -> tuple[tuple[bytes, str], ...]:
    """The bodies of the parts and their media types, by their headers or else by the file names' endings."""
    head = f"MIME-Version: 1.0\r\nContent-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    message = message_from_bytes(head + body, policy=policy.HTTP)
    if not message.is_multipart():
        raise Refused(400, "the form has no parts: is the boundary right?")
    parts = [part for part in message.iter_parts() if isinstance(part, EmailMessage)]
    if not parts or len(parts) > MAX_PARTS:
        raise Refused(400, f"the form has {len(parts)} parts, and 1 to {MAX_PARTS} are taken")
    found = []
    for part in parts:
        content = part.get_payload(decode=True)
        name = part.get_filename() or ""
        kind = part.get_content_type()
        if "content-type" not in part or kind in ("text/plain", "application/octet-stream"):
            kind = BY_ENDING.get(name.rpartition(".")[2].lower(), kind)
        if not isinstance(content, bytes):
            raise Refused(400, "a part of the form is a form itself")
        found.append((content, kind))
    return tuple(found)
