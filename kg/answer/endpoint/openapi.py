"""The saved queries as an OpenAPI document, made of their headers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.answer.endpoint import negotiation
from kg.answer.saved import Parameter, SavedQuery

API = "1"
"""The version of the API, which is not the program's."""

_PROBLEM = {
    "description": "What went wrong, as RFC 9457 has it.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_SCHEMAS = {
    "Problem": {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "line": {"type": "integer"},
            "column": {"type": "integer"},
        },
    },
    "Rows": {"type": "object", "required": ["head"], "description": "SPARQL 1.1 Query Results JSON"},
}
_ERRORS = {str(status): _PROBLEM for status in (400, 401, 403, 404, 406, 429, 503, 504)}


def openapi(questions: Mapping[str, SavedQuery], server: str) -> dict[str, Any]:
    """The document, for the API at `server`."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Isnad: saved queries",
            "version": API,
            "description": "Questions to a knowledge graph of armed actors. A value that names a thing is a name, an "
            "alias or an IRI; what is left out means all.",
        },
        "servers": [{"url": server}],
        "paths": {
            "/queries": {
                "get": {
                    "operationId": "list",
                    "summary": "All saved queries",
                    "responses": {
                        "200": {
                            "description": "The list",
                            "content": {"application/json": {"schema": {"type": "object", "required": ["queries"]}}},
                        },
                        **_ERRORS,
                    },
                }
            },
            **{f"/queries/{query.name}": {"get": _operation(query)} for query in questions.values()},
        },
        "components": {"schemas": _SCHEMAS},
    }


def _operation(query: SavedQuery) -> dict[str, Any]:
    rows: dict[str, Any] = {kind: {"schema": {"type": "string"}} for kind in negotiation.ROWS}
    rows[negotiation.JSON] = {"schema": {"$ref": "#/components/schemas/Rows"}}
    rows["text/plain"] = {"schema": {"type": "string"}}
    return {
        "operationId": query.name,
        "summary": query.summary,
        "description": query.description,
        "parameters": [_parameter(param) for param in query.params],
        "responses": {"200": {"description": _columns(query), "content": rows}, **_ERRORS},
    }


def _parameter(param: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string", "maxLength": 1000}
    if param.kinds == ("integer",):
        schema = {"type": "integer"}
    if param.kinds == ("date",):
        schema = {"type": "string", "format": "date"}
    return {"name": param.name, "in": "query", "required": False, "description": param.help, "schema": schema}


def _columns(query: SavedQuery) -> str:
    return "Rows: " + "; ".join(f"{column.name}, {column.help}" for column in query.columns)
