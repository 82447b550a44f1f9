"""Which extractor reads the articles: words and patterns, the language model beside them, or one of the user's own."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import KgError
from kg.model import Article, Extractor, Reading

if TYPE_CHECKING:
    from kg.extract import Pipeline
    from kg.extract.language.parsing import LanguageModel


class How(StrEnum):
    """What reads the articles; AUTO is the model where it is whole, else patterns with a warning."""

    AUTO = "auto"
    PATTERNS = "patterns"
    MODEL = "model"


DEFAULT = How.AUTO
"""What `kg ingest` reads with where nothing else is asked for."""


class Opened:
    """An extractor that can be sent to another process: it is not copied there, but made anew."""

    def __init__(self, make: Callable[..., Extractor], *given: str) -> None:
        self._make, self._given = make, given
        self.extractor = make(*given)
        self.version = self.extractor.version

    def read(self, article: Article) -> Reading:
        """All that is taken from an article."""
        return self.extractor.read(article)

    def __reduce__(self) -> tuple[type[Opened], tuple[Any, ...]]:
        return Opened, (self._make, *self._given)


def open_extractor(
    how: How | None = None, pipeline: str = "", *, default: How = DEFAULT, warn: Callable[[str], None] | None = None
) -> Opened:
    """The extractor that is asked for; KgError where there is none.

    `pipeline` takes the place of our model: a folder with another exported one, or `module:function`, which gives an
    object with `read(article) -> Reading` and `version`. With AUTO, `warn` is told why patterns read alone.
    """
    if pipeline and how is How.PATTERNS:
        raise KgError(
            f"the reader 'patterns' and the pipeline {pipeline!r} contradict each other: leave one of them out "
            "(--reader or KG_READER, --pipeline or KG_PIPELINE)"
        )
    if pipeline:
        return Opened(_other, pipeline)
    how = how or default
    if how is How.PATTERNS:
        return Opened(_by_patterns)
    try:
        return Opened(_with_model)
    except KgError as error:
        if how is How.MODEL:
            raise KgError(f"{error} (or read without it: --reader patterns)") from error
        if warn:
            warn(f"the language model is left out, and much will be missed, for words and patterns read alone: {error}")
        return Opened(_by_patterns)


def _by_patterns() -> Pipeline:
    from kg.extract import Pipeline
    from kg.graph.authority import load_authority

    return Pipeline(load_authority())


def _with_model(folder: str = "") -> Pipeline:
    from kg.extract import Pipeline
    from kg.graph.authority import load_authority

    return Pipeline(load_authority(), _model(folder))


def _model(folder: str) -> LanguageModel:
    """Our language model, or the one in a folder; whatever is wrong with its files is a KgError."""
    from kg.extract import load_model

    try:
        if not folder:
            return load_model()
        load_module = importlib.import_module("kg.extract.language.parsing")
        model: LanguageModel = load_module.LanguageModel.load(Path(folder))
        _try(model)
        return model
    except KgError:
        raise
    except ImportError as error:
        raise KgError(f"the language model needs {error.name}: install the package isnad anew") from error
    except Exception as error:
        where = folder or "the language model"
        raise KgError(f"{where} cannot be used ({type(error).__name__}: {error}): install or export it anew") from error


def _try(model: LanguageModel) -> None:
    """Have a model that is not ours read a sentence: its files may be whole, and yet not speak as ours do."""
    from kg.extract.language.words import split_words

    model.parse([split_words("Rebels killed two soldiers near Gao on Monday, the army said.")])


def _other(pipeline: str) -> Extractor:
    """What `pipeline` names: a folder with a model, or a function of the user's own."""
    if Path(pipeline).is_dir():
        return _with_model(pipeline)
    module, colon, name = pipeline.rpartition(":")
    if not colon or not all(part.isidentifier() for part in [*module.split("."), name]):
        raise KgError(f"{pipeline}: there is no such folder, and it is no module:function: name one of the two")
    try:
        make = getattr(importlib.import_module(module), name)
    except ModuleNotFoundError as error:
        raise KgError(
            f"{pipeline}: no module {error.name!r} is found: install it, or put its folder into PYTHONPATH"
        ) from error
    except AttributeError as error:
        raise KgError(f"{pipeline}: the module {module} has no {name}") from error
    except Exception as error:
        raise KgError(f"{pipeline}: loading it failed ({type(error).__name__}: {error})") from error
    try:
        made: Extractor = make()
    except KgError:
        raise
    except Exception as error:
        raise KgError(f"{pipeline}: calling it failed ({type(error).__name__}: {error})") from error
    if not callable(getattr(made, "read", None)) or not isinstance(getattr(made, "version", None), str):
        raise KgError(f"{pipeline}: it gives no object with read(article) and a version in words")
    return made
