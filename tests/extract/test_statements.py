import pytest

from tests.extract.build import claims


def said(text):
    """(kind, speaker) of each statement of a text."""
    return {(c.subject.kind, c.object.id) for c in claims(text) if c.predicate == "speaker"}


STRIKE = "A US strike in Homs on Wednesday killed two people. "


@pytest.mark.parametrize(
    ("text", "kind", "speaker"),
    [
        ("The Iraqi government condemned the strike.", "Condemnation", "government-of-iraq"),
        ("Ansar Brigade vowed revenge for the strike.", "Threat", "ansar-brigade"),
        ("Ansar Brigade demanded that US forces leave.", "Demand", "ansar-brigade"),
        ("The Pentagon claimed responsibility for the strike.", "ClaimOfResponsibility", "pentagon"),
        ("Iran blamed the United States for the strike.", "Accusation", "government-of-iran"),
        ("Ansar Brigade mourned Lars Madsen.", "Mourning", "ansar-brigade"),
        ("Ansar Brigade announced the suspension of its attacks.", "Suspension", "ansar-brigade"),
        ("The Pentagon said the strike killed two people.", "Announcement", "pentagon"),
        ("The strike was “a flagrant violation of the law”, said Lars Madsen.", "Condemnation", "lars-madsen"),
        ("According to the Pentagon, the strike killed two people.", "Announcement", "pentagon"),
    ],
)
def test_kinds_and_speakers(text, kind, speaker):
    assert (kind, speaker) in said(STRIKE + text)


def test_two_speakers_of_one_verb():
    assert said(STRIKE + "The group Ansar Brigade and the group Sahara Brigade vowed revenge.") == {
        ("Threat", "ansar-brigade"),
        ("Threat", "sahara-brigade"),
    }


def test_a_pronoun_means_who_spoke_last():
    text = STRIKE + "Lars Madsen condemned the strike. He vowed revenge."
    assert ("Threat", "lars-madsen") in said(text)


def test_what_is_not_said_is_no_statement():
    assert said(STRIKE + "Ansar Brigade did not condemn the strike.") == set()


def test_a_statement_is_about_the_event_it_speaks_of():
    about = [c for c in claims(STRIKE + "Iraq condemned the strike.") if c.predicate == "about"]
    assert {c.object.kind for c in about} == {"Strike"}


def test_the_day_of_the_deed_is_not_the_day_of_the_words():
    text = "The Iraqi government condemned the US strike in Homs on Wednesday."
    assert not [c for c in claims(text) if c.subject.kind == "Condemnation" and c.predicate == "earliest"]
