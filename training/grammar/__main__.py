"""Prints sentences of the grammar as CoNLL-U, marks in MISC; says on standard error what is wrong with their trees.

Usage: python -m training.grammar [--seed N] [--count N]
"""

from __future__ import annotations

import argparse
import sys

from training.grammar import conllu, faults, windows


def main() -> None:
    """Draw and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--count", type=int, default=20, help="sentences")
    given = parser.parse_args()
    wrong = 0
    for number, window in enumerate(windows(given.seed, given.count), 1):
        print(conllu(window, number))
        for text, sentence in zip(window.texts, window.sentences, strict=True):
            for fault in faults(sentence):
                print(f"{text}\n    {fault}", file=sys.stderr)
                wrong += 1
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
