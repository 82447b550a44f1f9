"""How a person's name comes apart."""

import pytest

from kg.names.parsing import Role, parse


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Abd al-Rahman al-Rawi", ["abdrahman", "rawi"]),
        ("Abdurrahman Rawi", ["abdrahman", "rawi"]),
        ("Abdel Aziz", ["abdaziz"]),
        ("Salah ad-Din al-Ayyubi", ["salahdin", "ayyubi"]),
        ("Zia-ur-Rahman Madani", ["ziarahman", "madani"]),
        ("Grand Ayatollah Ali as-Sistani", ["ali", "sistani"]),
        ("Osama bin Laden", ["osama", "laden"]),
        ("Walker, William J.", ["william", "j", "walker"]),
        ("D3nis Mantur0v", ["denis", "manturov"]),
        ("Mohamed Mohamed Caddow", ["mohamed", "mohamed", "caddow"]),
        ("Sergey Sergey Shoigu", ["sergey", "shoigu"]),
        ("Sheikh", ["sheikh"]),
    ],
)
def test_parts(name: str, parts: list[str]) -> None:
    assert [part.full for part in parse(name).parts] == parts


def test_a_kunya_is_one_part() -> None:
    person = parse("Abu Mahdi al-Muhandis")
    assert [(part.full, part.role) for part in person.parts] == [("mahdi", Role.KUNYA), ("muhandis", Role.FAMILY)]


def test_what_is_quoted_is_an_alias() -> None:
    person = parse("Mushtaq al-Jawari “Abu Taqwa”")
    assert [part.full for part in person.parts] == ["mushtaq", "jawari"]
    assert [[part.full for part in alias] for alias in person.aliases] == [["taqwa"]]


def test_the_father_is_known_by_bin() -> None:
    assert [part.father for part in parse("Mohammed bin Salman").parts] == [False, True]
