"""The SPARQL endpoint: `protocol` answers requests, `serving` runs it on a port. Imported only where it is served."""
