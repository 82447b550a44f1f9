"""A small grammar of conflict news: sentences with their trees, marks and links, all of them made up.

`english.txt` holds the rules, `words.toml` the names; `notation.py` tells how rules are written.
"""

from training.grammar.drawing import Drawing
from training.grammar.loading import Grammar, load_grammar
from training.grammar.notation import BadRule, parse_rule
from training.grammar.windows import Window, conllu, example_of, faults, grammar_examples, windows

__all__ = [
    "BadRule",
    "Drawing",
    "Grammar",
    "Window",
    "conllu",
    "example_of",
    "faults",
    "grammar_examples",
    "load_grammar",
    "parse_rule",
    "windows",
]
