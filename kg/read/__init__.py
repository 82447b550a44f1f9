"""Files -> articles: their text, what they tell of themselves, and which stretches are their own prose."""

from kg.read.articles import read_articles

__all__ = ["read_articles"]
