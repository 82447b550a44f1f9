"""Posts that persons hold, by the patterns of kg/lexicon/en/patterns/positions.toml, and memberships."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.errors import BadData
from kg.extract.claiming import ClaimMaker, backed, beside
from kg.extract.confidence import MATCHES
from kg.extract.lexicon import Lexicon, slug
from kg.extract.view import View, compile_pattern
from kg.model import Claim, Evidence, Modality, Passage, Thing, Value

_LOOSE_END = re.compile(r"(?: (?:in|of|for|at|the|a|an|and|to|on|with|’s|'s))+$")
_APPOSITION = re.compile(r" , [^,]* ,(?= |$)")
_ORGANISATIONS = "gumvbno"
_SMALL = frozenset("of the for in and to a an at on s".split())
NEAR_SENTENCES = 2  # how far back "its deputy commander" may look for whose


@dataclass(frozen=True, slots=True)
class PositionPattern:
    """One pattern of the file, compiled."""

    name: str
    organization: str  # "O", or "near"
    match: re.Pattern[str]
    yes: str
    no: str


def position_patterns(lexicon: Lexicon) -> tuple[PositionPattern, ...]:
    """The patterns, validated: holder, title and (unless near) organisation are captured."""
    result = []
    for row in lexicon.patterns["positions"]:
        missing = {"name", "holder", "organization", "match", "yes", "no"} - row.keys()
        if missing:
            raise BadData(f"patterns/positions.toml: {row.get('name', '?')!r} lacks {', '.join(sorted(missing))}")
        compiled = compile_pattern(row["match"], lexicon)
        for slot in {"P", "T", row["organization"]} - {"near"}:
            if slot not in compiled.groupindex:
                raise BadData(f"patterns/positions.toml: {row['name']!r} captures nothing as {slot!r}")
        result.append(PositionPattern(row["name"], row["organization"], compiled, row["yes"], row["no"]))
    return tuple(result)


class Positions:
    """Takes posts and memberships from views."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.patterns = position_patterns(lexicon)
        self.top = frozenset(lexicon.words("titles.top"))
        self.qualifiers = frozenset(lexicon.words("titles.qualifier"))
        self._bare = compile_pattern("[ president|premier|chancellor ] {P:person}", lexicon)
        self._administrations = {
            name.split()[0]: entity.id
            for entity in lexicon.governments
            for name in entity.names
            if name.endswith("administration")
        }
        self._governments = {
            f"government-of-{country.id}": Thing(country.government, "Government", f"Government of {country.name}")
            for country in lexicon.countries
        }

    def claims(self, views: Sequence[View], maker: ClaimMaker) -> Iterator[Claim]:
        """The posts that the sentences tell, each with the membership that it means."""
        for view in views:
            done: set[str] = set()
            for pattern in self.patterns:
                for found in pattern.match.finditer(view.text):
                    person = view.mention(found["P"]).entity
                    if person.id in done:
                        continue
                    organization = self._organization(views, view, found, pattern)
                    if organization is None:
                        continue
                    done.add(person.id)
                    yield from self._claims(view, found, person, organization, maker)
            for found in self._bare.finditer(view.text):
                person = view.mention(found["P"]).entity
                home = self._administrations.get(person.label.split()[-1])
                if home and person.id not in done:
                    yield from self._claims(view, found, person, self._governments[home], maker)

    def _organization(
        self, views: Sequence[View], view: View, found: re.Match[str], pattern: PositionPattern
    ) -> Thing | None:
        if pattern.organization != "near":
            return view.mention(found["O"]).entity
        asides = [gap.span() for gap in _APPOSITION.finditer(view.text[: found.start("T")])]
        earlier = [
            mention
            for at, mention in view.marks(0, found.start("T"), _ORGANISATIONS)
            if not any(start <= at < end for start, end in asides)
        ]
        for back in range(1, NEAR_SENTENCES + 1):
            if earlier or view.index - back < 0:
                break
            earlier = [mention for _, mention in views[view.index - back].marks(0, None, "gu")]
        groups = [mention for mention in earlier if mention.entity.kind in {"ArmedGroup", "UmbrellaGroup"}]
        chosen = groups or earlier
        return chosen[-1].entity if chosen else None

    def _claims(
        self, view: View, found: re.Match[str], person: Thing, organization: Thing, maker: ClaimMaker
    ) -> Iterator[Claim]:
        title = self._words(view, found.start("T"), found.end("T"))
        before = view.text[: found.start()].rstrip().split(" ")[-1]
        if before in self.qualifiers:  # "deputy Hamas chief"
            title = f"{before} {title}"
        passage = view.passage(found.start(), found.end())
        leads = not self._indefinite(view, found.start("T")) and not self._part(view, found)
        yield from position_claims(maker, person, title, organization, passage, self.top if leads else frozenset())

    def _part(self, view: View, found: re.Match[str]) -> bool:
        """ "head of the group's media office" does not lead the group."""
        if "O" not in found.re.groupindex:
            return False
        after = view.text[found.end("O") :].lstrip()
        return found.start("O") > found.start("T") and after.startswith("'s ")

    def _words(self, view: View, start: int, end: int) -> str:
        passage: Passage = view.passage(start, max(start + 1, end - 1))
        return loose_title(passage.quote)

    def _indefinite(self, view: View, at: int) -> bool:
        """ "a leader of the group" is not its leader."""
        return view.text[:at].rstrip().endswith((" a", " an", " one of its", " one of the"))


def loose_title(words: str) -> str:
    """The words of a post without the "of the" at their end."""
    return _LOOSE_END.sub("", re.sub(r"\s+", " ", words).strip(" ,-–"))


def position_claims(
    maker: ClaimMaker,
    person: Thing,
    title: str,
    organization: Thing,
    passage: Passage,
    top: frozenset[str],
    modality: Modality = Modality.STATED,
    evidence: Evidence = MATCHES,
) -> Iterator[Claim]:
    """What a post says: who holds it where, and the membership; who holds one of the `top` posts leads."""
    if person.id == organization.id:
        return  # nobody holds a post with himself
    plain = title.lower()
    yield maker.claim(person, "memberOf", organization, passage, modality, evidence=evidence)
    if plain in {"member", "senior member"}:
        return
    position = Thing(
        f"position/{person.id}-{organization.id}-{slug(title)}"[:200], "Position", f"{title}, {organization.label}"
    )
    yield maker.claim(position, "holder", person, passage, modality, evidence=evidence)
    yield maker.claim(position, "organization", organization, passage, modality, evidence=evidence)
    yield maker.claim(position, "title", title, passage, modality, evidence=evidence)
    if "spoke" in plain:
        yield maker.claim(person, "spokespersonFor", organization, passage, modality, evidence=evidence)
    elif plain in top:
        yield maker.claim(person, "leads", organization, passage, modality, evidence=evidence)


def agreed_posts(matched: Sequence[Claim], seen: Sequence[Claim]) -> list[Claim]:
    """The posts that patterns match, and those that the language model sees and no pattern has told otherwise.

    Of one person in one organisation, titles that share a word are one post.
    """
    posts = [*_posts(matched), *_posts(seen)]
    kept: dict[str, tuple[str, str, set[str]]] = {}
    for post, holder, organization, words in posts:
        twin = any(
            holder == other and words & others and (organization == home or post in {p for p, *_ in _posts(seen)})
            for other, home, others in kept.values()
        )
        if not twin:
            kept[post] = (holder, organization, words)
    said = [*backed(matched, seen), *beside(seen, matched)]
    return [claim for claim in said if claim.subject.kind != "Position" or claim.subject.id in kept]


def _posts(claims: Sequence[Claim]) -> list[tuple[str, str, str, set[str]]]:
    """Post, holder, organisation and words of the title of each post, in order."""
    found: dict[str, dict[str, Thing | Value]] = {}
    for claim in claims:
        if claim.subject.kind == "Position":
            found.setdefault(claim.subject.id, {})[claim.predicate] = claim.object
    return [
        (id, of["holder"].id, of["organization"].id, set(str(of["title"]).lower().split()) - _SMALL)
        for id, of in found.items()
        if isinstance(of["holder"], Thing) and isinstance(of["organization"], Thing)
    ]
