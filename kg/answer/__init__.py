"""Answers: saved queries, names to IRIs, formats, remote endpoints, the endpoint."""
