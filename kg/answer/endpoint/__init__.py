"""The SPARQL endpoint: `protocol` answers requests, `serving` runs it on a port. Imported only where it is served."""

from kg.answer.endpoint.protocol import Pool, application
from kg.answer.endpoint.serving import serve

__all__ = ["Pool", "application", "serve"]
