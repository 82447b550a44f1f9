"""The SPARQL endpoint: `application` says what answers where, `serving` runs it. Imported only where it is served."""

from kg.answer.endpoint.application import application
from kg.answer.endpoint.serving import serve

__all__ = ["application", "serve"]
