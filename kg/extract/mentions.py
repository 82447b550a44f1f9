"""Document -> mentions: known names, countries, new names, and later short forms of all of these."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence, Set

from kg.extract.dictionary import Dictionary, fold
from kg.extract.lexicon import Lexicon
from kg.extract.lists import Lists
from kg.extract.names import Names, Run, family_key, skeleton, spot_for, thing_named
from kg.extract.seen import KINDS, SURE, SeenName, SeenNames, earlier
from kg.extract.spots import Board, Spot
from kg.extract.states import States
from kg.extract.variants import join_variants
from kg.model import Article, KnownEntity, Mention, Sentence, Thing

_DATELINE = re.compile(r"[A-Z][A-Z’'. -]{2,}[A-Z]")


class MentionFinder:
    """Finds who and what an article's sentences name."""

    def __init__(self, lexicon: Lexicon, known: Sequence[KnownEntity]) -> None:
        self.lexicon = lexicon
        self._known = frozenset(entity.id for entity in known)
        self.dictionary = Dictionary(lexicon, known)
        self.states = States(lexicon, self.dictionary)
        self.lists = Lists(lexicon, self.dictionary)
        self.names = Names(lexicon)
        self._seen = SeenNames(self.names, self.dictionary)
        self._honours = frozenset(lexicon.words("titles.honour"))
        self._known_as = lexicon.phrases("grammar.known_as")

    def country_name(self, text: str) -> str | None:
        """The country's own name at the front of a text such as "U.S. troops"; None for an adjective."""
        words = text.replace("’", "'").split()
        for length in range(len(words), 0, -1):
            name = " ".join(words[:length]).removesuffix("'s")
            entry = self.dictionary.get(name)
            if entry and entry.country:
                own = (entry.country.name, *entry.country.aliases)
                return name if name.replace(".", "") in {other.replace(".", "") for other in own} else None
        return None

    def find(
        self, article: Article, sentences: Sequence[Sentence], seen: Sequence[SeenName] = ()
    ) -> tuple[Mention, ...]:
        """The mentions of all sentences, in order; `seen` are the names that the language model marks."""
        boards = [Board(sentence, article.text) for sentence in sentences]
        lower = Counter(token.text for board in boards for token in board.tokens if token.text.islower())
        for board in boards:
            self._skip_dateline(board)
            for run in self.names.long_names(board):
                kind = self.names.kind_of(board, run)
                name = board.words(run.first, run.last)
                known = self.dictionary.get(name)
                if kind and not (known and known.reading != "name"):
                    board.lay(spot_for(run, known.thing if known else thing_named(name, kind)))
            self.states.lay(board)
            self._coalitions(board)
            self.lists.settle(board)
            self._directions(board)
        self._bare_coalition(boards)
        for board in boards:
            self.lists.settle(board)
        persons = self._new_names(boards, seen)
        for board in boards:
            self._aliases(board)
        join_variants(boards, self.dictionary, self._known)
        marked = {name.start for name in seen if name.kind == "Person" and name.probability >= SURE}
        self._short_forms(boards, persons, lower, marked)
        return tuple(
            Mention(
                board.tokens[spot.first].start,
                board.tokens[spot.last - 1].end,
                board.words(spot.first, spot.last),
                spot.thing,
                spot.attributive,
            )
            for board in boards
            for spot in sorted(board.spots, key=lambda spot: spot.first)
            if spot.thing.kind != "Nothing"
        )

    def _skip_dateline(self, board: Board) -> None:
        """ "BAGHDAD (Reuters) -" and "WASHINGTON The ..." tell where the reporter sat: no mention."""
        words = [token.text for token in board.tokens[:8]]
        last = 0
        while last < len(words) and _DATELINE.fullmatch(words[last]):
            last += 1
        if not last or last >= len(words):
            return
        if words[last] == "(" and ")" in words[last:]:
            last = words.index(")", last) + 1
        elif not words[last][0].isupper() and words[last] not in {"-", "—", "–", ","}:
            return
        board.lay(Spot(0, last, Thing("dateline", "Nothing", "dateline")))

    def _coalitions(self, board: Board) -> None:
        """ "US-led (international) coalition": a force of its own, named for who leads it."""
        for spot in list(board.spots):
            if board.word(spot.last) != "-" or board.word(spot.last + 1) != "led":
                continue
            at = spot.last + 2
            skip = 1 if board.word(at) in {"international", "global", "military", "multinational"} else 0
            if board.word(at + skip) in {"coalition", "alliance"} and board.free(spot.last, at + skip + 1):
                known = self.dictionary.get(board.words(spot.first, at + skip + 1))
                thing = known.thing if known else self._coalition(spot.thing)
                board.lift(spot)
                end = at + skip + 1 + (board.word(at + skip + 1) in {"troops", "forces"})
                board.lay(Spot(spot.first, end, thing))

    def _bare_coalition(self, boards: Sequence[Board]) -> None:
        """ "coalition forces", "the international coalition" after (or beside) the name of who leads it."""
        led = {
            spot.thing.id: spot.thing
            for b in boards
            for spot in b.spots
            if "coalition" in b.words(spot.first, spot.last)
        }
        for board in boards:
            for i in range(len(board.tokens)):
                if board.word(i) != "coalition" or not board.free(i, i + 1):
                    continue
                follows = board.word(i + 1) in {"forces", "troops", "partners"} and board.free(i + 1, i + 2)
                first = i - (board.word(i - 1) in {"international", "global"} and board.free(i - 1, i))
                definite = board.word(first - 1) in {"the", "this", "that"} and board.word(i + 1) != "of"
                beside = next((s for s in board.spots if s.last == i - 1 and board.word(i - 1) == "and"), None)
                if len(led) == 1 and (definite or follows):
                    board.lay(Spot(first, i + 1 + follows, next(iter(led.values()))))
                elif not led and follows and beside and beside.thing.kind in {"Military", "Government", "Country"}:
                    country = beside.thing.id.removeprefix("armed-forces-of-").removeprefix("government-of-")
                    leader = Thing(f"government-of-{country}", "Government", beside.thing.label)
                    board.lay(Spot(first, i + 2, self._coalition(leader)))

    def _coalition(self, leader: Thing) -> Thing:
        country = self.dictionary.by_id.get(leader.id.removeprefix("government-of-"))
        if country is None:
            return Thing(f"{leader.id}-led-coalition", "Military", f"Coalition led by {leader.label}")
        known = self.dictionary.get(f"{min((country.name, *country.aliases), key=len)}-led coalition")
        return (
            known.thing if known else Thing(f"{country.id}-led-coalition", "Military", f"{country.name}-led coalition")
        )

    def _directions(self, board: Board) -> None:
        """ "eastern Baghdad", "northern Israel": a region of its own within the place."""
        for spot in list(board.spots):
            before = board.word(spot.first - 1)
            if spot.thing.kind not in {"City", "Country", "Region"} or spot.attributive or spot.last - spot.first > 3:
                continue
            if before in self.names.directions and board.free(spot.first - 1, spot.first):
                board.lift(spot)
                name = board.words(spot.first - 1, spot.last)
                known = self.dictionary.get(name)
                board.lay(Spot(spot.first - 1, spot.last, known.thing if known else thing_named(name, "Region")))

    def _new_names(self, boards: Sequence[Board], seen: Sequence[SeenName]) -> dict[str, Thing]:
        """Lay spots for full names that no list knows; a name's kind is voted over all its mentions."""
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        found: list[tuple[Board, Run, str]] = []
        things = self._seen_names(boards, seen)
        for board in boards:
            if _title_case(board):
                continue
            for run in self.names.runs(board):
                key = fold(board.words(run.first, run.last))
                kind = self.names.kind_of(board, run)
                if kind == "Person" and run.last - run.first == 1:
                    continue  # "Mr. Rasool": first see whether a full name is near
                found.append((board, run, key))
                if kind:
                    votes[key][kind] += 1
        for board, run, key in found:
            if not votes[key] or not board.free(run.first, run.last):
                continue
            kind = votes[key].most_common(1)[0][0]
            last = self.names.site_tail(board, run.last, kind)
            if not board.free(run.first, last):
                last = run.last
            thing = things.setdefault(key, thing_named(board.words(run.first, last), kind))
            board.lay(Spot(run.first, last, thing))
            if kind == "ArmedGroup":
                self._acronym(board, last, thing, things)
        return {thing.id: thing for thing in things.values()}

    def _seen_names(self, boards: Sequence[Board], seen: Sequence[SeenName]) -> dict[str, Thing]:
        """Lay spots for what the model marks and no list knows; the things, by name."""
        runs = self._seen.runs(boards, seen)
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        for board, run, name in runs:
            votes[fold(board.words(run.first, run.last))][KINDS[name.kind]] += 1
        numbers = {id(name): number for number, name in enumerate(seen)}
        laid: dict[int, tuple[str, Thing]] = {}
        things: dict[str, Thing] = {}
        for board, run, name in sorted(runs, key=lambda row: row[2].start):
            words = board.words(run.first, run.last)
            key = fold(words)
            kind = votes[key].most_common(1)[0][0]
            if not key or not board.free(run.first, run.last) or (kind == "Person" and run.last - run.first == 1):
                continue  # a family name alone: see whether a full name is near
            number = numbers[id(name)]
            thing = things.get(key) or earlier(number, seen, laid, words, kind) or self._seen.thing(board, run, kind)
            things[key] = thing
            laid[number] = (words, thing)
            board.lay(spot_for(run, thing))
        return things

    def _aliases(self, board: Board) -> None:
        """ "Mushtaq Talib, also known as Abu Taqwa": what follows is one more name of the same thing."""
        for spot in sorted(board.spots, key=lambda spot: spot.first):
            length = board.longest(spot.last, self._known_as)
            if not length or spot.attributive or spot.thing.kind in {"Country", "Nothing"}:
                continue
            at = spot.last + length
            at += board.word(at) in {"the", '"', "“"}
            other = next((s for s in board.spots if s.first == at), None)
            run = next((r for r in self.names.runs(board) if r.first == at), None) if other is None else None
            if other is not None and other.thing.kind == spot.thing.kind:
                board.lift(other)
                board.lay(Spot(other.first, other.last, spot.thing))
            elif run is not None:
                board.lay(spot_for(run, spot.thing))

    def _acronym(self, board: Board, last: int, thing: Thing, things: dict[str, Thing]) -> None:
        """ "Rapid Support Forces (RSF)": the letters in brackets are the same thing."""
        if board.word(last) == "(" and board.word(last + 2) == ")" and board.tokens[last + 1].text.isupper():
            things[board.word(last + 1)] = thing

    def _with_rank(self, board: Board, run: Run) -> str:
        """ "Mullah Omar": who is known by one name only keeps what it always goes with."""
        rank = board.tokens[run.first - 1].text if run.first else ""
        kept = rank[:1].isupper() and rank.lower() in self._honours
        return board.words(run.first - kept, run.last)

    def _short_forms(
        self, boards: Sequence[Board], new: dict[str, Thing], lower: Counter[str], marked: Set[int]
    ) -> None:
        """ "Saedi", "Mr. Rasool", "KH" after the full name; `marked` is where the model sees persons begin."""
        people: dict[str, set[str]] = defaultdict(set)
        things: dict[str, Thing] = dict(new)
        for board in boards:
            for spot in board.spots:
                if spot.thing.kind == "Person":
                    things[spot.thing.id] = spot.thing
                    for name in {board.words(spot.first, spot.last), spot.thing.label}:
                        people[family_key(name)].add(spot.thing.id)
        bones: dict[str, set[str]] = defaultdict(set)
        for key, ids in people.items():
            bones[skeleton(key)] |= ids
        for board in boards:
            for run in self.names.runs(board):
                if run.last - run.first > 2:
                    continue
                text = board.words(run.first, run.last)
                key = family_key(text)
                single = run.last - run.first == 1 or fold(text).split()[0] == "al"
                if not single or lower[text.lower()] > 1 or len(key) < 3:
                    continue
                hits = people.get(key) or (bones.get(skeleton(key), set()) if len(skeleton(key)) > 2 else set())
                if len(hits) == 1:
                    board.lay(spot_for(run, things[next(iter(hits))]))
                    continue
                person = board.tokens[run.first].start in marked or self.names.kind_of(board, run) == "Person"
                if not hits and person:
                    new_one = thing_named(self._with_rank(board, run), "Person")
                    things[new_one.id] = new_one
                    people[key].add(new_one.id)
                    board.lay(spot_for(run, new_one))


def _title_case(board: Board) -> bool:
    """Whether a sentence is set like a headline, so that its capitals tell nothing."""
    if board.tokens[-1].text in {".", "!", "?", "”", '"'}:
        return False
    words = [token.text for token in board.tokens if token.text[0].isalpha() and len(token.text) > 3]
    return len(words) >= 5 and sum(word[0].isupper() for word in words) > 0.7 * len(words)
