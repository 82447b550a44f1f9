"""The grammar: its trees are trees, its marks lie in the text, it says nothing twice and nothing of the articles."""

import random
import re
import shutil
from pathlib import Path

import pytest

from kg.extract.language.words import split_words
from training.examples import make_labels
from training.grammar import BadRule, Drawing, Window, conllu, example_of, faults, load_grammar, parse_rule, windows
from training.grammar.drawing import Node
from training.grammar.loading import FOLDER
from training.marks import load_kinds

SHARED = Path(__file__).parents[2].parent / "shared"


@pytest.fixture(scope="module")
def drawn() -> list[Window]:
    return list(windows(seed=3, count=300))


def places(window: Window) -> dict[int, int]:
    return {id(word): at for at, word in enumerate(window.words)}


def test_every_tree_is_one(drawn: list[Window]) -> None:
    sentences = [sentence for window in drawn for sentence in window.sentences]
    assert len(sentences) == 300
    assert not [fault for sentence in sentences for fault in faults(sentence)]


@pytest.mark.parametrize(
    ("heads", "deprels", "told"),
    [
        ((0, 1, 1), "root obj punct", None),
        ((0, 1, 0), "root obj root", "roots"),
        ((0, 3, 2), "root obj obj", "no way from b to the root"),
        ((0, 1, 1), "root obj subject", "unknown label"),
        ((0, 1, 2), "root det obj", "has the dependent"),
    ],
)
def test_faults_of_trees_are_seen(heads: tuple[int, ...], deprels: str, told: str | None) -> None:
    words = [Node(form, "NOUN", deprel=deprel) for form, deprel in zip("abc", deprels.split(), strict=True)]
    for word, head in zip(words, heads, strict=True):
        word.head = words[head - 1] if head else None
    found = faults(words)
    assert any(told in fault for fault in found) if told else not found


def test_crossing_arcs_are_seen() -> None:
    words = [Node(form, "NOUN", deprel="obj") for form in "abcd"]
    words[0].head, words[1].head, words[3].head = words[2], words[3], words[2]
    words[2].deprel = "root"
    assert any("cross" in fault for fault in faults(words))


def test_texts_are_split_into_the_words_of_their_trees(drawn: list[Window]) -> None:
    for window in drawn:
        for text, sentence in zip(window.texts, window.sentences, strict=True):
            assert [word.text for word in split_words(text)] == [word.form for word in sentence]


def test_marks_lie_in_one_sentence_and_not_in_each_other(drawn: list[Window]) -> None:
    kinds = load_kinds()
    for window in drawn:
        place, taken = places(window), set[int]()
        sentence = {id(word): n for n, words in enumerate(window.sentences) for word in words}
        for mark in window.marks:
            first, last = place[id(mark.first)], place[id(mark.last)]
            assert first <= last
            assert sentence[id(mark.first)] == sentence[id(mark.last)]
            assert not taken & set(range(first, last + 1))
            taken |= set(range(first, last + 1))
            assert mark.kind in kinds.all
            if mark.kind in kinds.groups["name"]:
                assert mark.first.form.lower() not in ("the", "a", "an")


def test_links_join_things_that_are_marked_and_may_be_so_linked(drawn: list[Window]) -> None:
    kinds = load_kinds()
    for window in drawn:
        of = {thing: {mark.kind for mark in window.marks if mark.thing == thing} for thing in range(200)}
        for source, role, target, _ in window.links:
            assert of[source] & kinds.roles[role][0]
            assert of[target] & kinds.roles[role][1]


def test_every_link_of_every_rule_is_drawn_some_time() -> None:
    grammar, kinds, rng = load_grammar(), load_kinds(), random.Random(1)
    fired: set[tuple[str, int]] = set()
    for _ in range(4000):
        drawing = Drawing(grammar, kinds, rng)
        drawing.sentence()
        fired |= drawing.fired
    rules = [rule for rules in grammar.rules.values() for rule in rules]
    never = [
        f"{rule.text}: {rule.links[n]}" for rule in rules for n in range(len(rule.links)) if (rule.text, n) not in fired
    ]
    assert not never


def test_no_name_stands_for_two_things_of_a_window(drawn: list[Window]) -> None:
    for window in drawn:
        place, told, kinds = places(window), dict[str, int](), load_kinds()
        for mark in window.marks:
            if mark.kind in kinds.groups["name"] | kinds.groups["place"]:
                words = window.words[place[id(mark.first)] : place[id(mark.last)] + 1]
                name = " ".join(word.form for word in words)
                # "Mali's army" and "Chad's army" are two
                assert name.islower() or told.setdefault(name, mark.thing) == mark.thing


def test_examples_have_trees_and_marks(drawn: list[Window]) -> None:
    labels = make_labels()
    example = example_of(drawn[0], labels)
    size = len(example.words)
    assert example.upos is not None
    assert example.heads is not None
    assert example.tags is not None
    assert len(example.upos) == len(example.heads) == len(example.tags) == size
    assert example.heads.count(0) == len(example.sentences)
    assert (example.tags.sum(-1) == 1).all()
    assert example.marks
    assert example.links


def test_the_same_seed_gives_the_same_and_another_gives_other(drawn: list[Window]) -> None:
    again = windows(seed=3, count=300)
    assert [conllu(window, 1) for window in drawn] == [conllu(window, 1) for window in again]
    other = {text for window in windows(seed=4, count=300) for text in window.texts}
    texts = [text for window in drawn for text in window.texts]
    assert len(set(texts)) == 300
    assert len(other & set(texts)) < 15


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the articles in ../shared, which a clone does not have")
def test_no_run_of_words_of_the_articles_that_are_measured(drawn: list[Window]) -> None:
    def runs(text: str, length: int = 9) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.lower())
        return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}

    articles = [*(SHARED / "seeds").glob("*.txt"), *(SHARED / "dev" / "texts").glob("*.txt")]
    assert len(articles) >= 11
    measured = set().union(*(runs(path.read_text("utf-8")) for path in articles))
    assert not {text for window in drawn for text in window.texts if runs(text) & measured}


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("a/DET:det group/NOUN:obj", "one head"),
        ("group/NOUN* ; g partOf h", "there is no g"),
        ("group/NOUN* ( of/ADP:case it/PRON*", "a group ends"),
        ("group/NOUN* ):nmod", "a bracket closes"),
        ("[group/NOUN*|g:ArmedGroup] ; g leads", "'g leads' is no link"),
        ("group", "what is 'group'?"),
    ],
)
def test_rules_that_are_wrong_are_told(rule: str, told: str) -> None:
    with pytest.raises(BadRule, match=re.escape(told)):
        parse_rule(rule)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("the/DET:det <grup>*", "there is no phrase <grup>"),
        ("<group>#g* and/CCONJ:cc <group>#h:conj ; g likes h", "there is no role likes"),
        ("[group/NOUN*|g:Gang]", "there is no kind Gang"),
        ("a/DET:det band/NOUN* (of/ADP:case <odd>*):nmod", "never ends"),
    ],
)
def test_a_grammar_that_is_wrong_is_told(tmp_path: Path, line: str, told: str) -> None:
    shutil.copy(FOLDER / "words.toml", tmp_path)
    english = (FOLDER / "english.txt").read_text("utf-8")
    (tmp_path / "english.txt").write_text(f"{english}\nodd:\n  {line}\n", "utf-8")
    with pytest.raises(BadRule, match=re.escape(told)):
        load_grammar(tmp_path)
