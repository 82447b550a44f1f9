"""Graphs on other people's servers: `places` says where and as whom, `asking` puts questions, `changing` writes."""

from kg.answer.remote.asking import RemoteSource
from kg.answer.remote.changing import RemoteGraphs
from kg.answer.remote.places import Place, looks_remote

__all__ = ["Place", "RemoteGraphs", "RemoteSource", "looks_remote"]
