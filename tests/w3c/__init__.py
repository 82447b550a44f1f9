"""The W3C's SPARQL 1.1 suites, run against an endpoint over HTTP. Their data lies in ../shared/w3c."""
