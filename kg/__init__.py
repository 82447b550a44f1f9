"""Isnad: a knowledge graph of armed actors that shows its chain of sources."""

__version__ = "0.1.0"
