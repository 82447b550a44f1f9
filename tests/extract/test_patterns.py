"""Each pattern carries a sentence on which it must fire and one on which it must not: both run."""

import pytest

from kg.errors import BadData
from kg.extract.lexicon import load_lexicon
from kg.extract.positions import position_patterns
from kg.extract.relations import relation_patterns
from kg.extract.view import compile_pattern, views
from tests.extract.build import PIPELINE, article

LEXICON = load_lexicon()
PATTERNS = [*relation_patterns(LEXICON), *position_patterns(LEXICON)]


def fires(pattern, text):
    document = PIPELINE.document(article(text))
    return any(pattern.match.search(view.text) for view in views(document))


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_fires_on_its_example(pattern):
    assert fires(pattern, pattern.yes)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_keeps_quiet_on_its_counter_example(pattern):
    assert not fires(pattern, pattern.no)


def test_names_of_patterns_are_unique():
    names = [pattern.name for pattern in PATTERNS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("broken", ["{A:nobody} spoke", "<no_such_class> spoke"])
def test_a_pattern_that_uses_an_unknown_class_is_refused(broken):
    with pytest.raises(BadData):
        compile_pattern(broken, LEXICON)
