"""Names are parted as their owners write them, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfpapers.digest.render.person_name import PersonName, part_name
from hfpapers.digest.text import clean_text


@pytest.mark.parametrize(
    ("name", "inverted"),
    [
        ("Ada Example", "Example, Ada"),
        ("Ada M. Example", "Example, Ada M."),
        ("A. Example", "Example, A."),
        ("AJ Example", "Example, AJ"),
        ("J.-B. Example", "Example, J.-B."),
        ("John Quincy Example", "Example, John Quincy"),
        ("Zoë O'Sample", "O'Sample, Zoë"),
        ("Jean-Luc Müller-Lüdenscheidt", "Müller-Lüdenscheidt, Jean-Luc"),
        ("Xiao-Ming Wang", "Wang, Xiao-Ming"),
        ("Xiaoming Wang", "Wang, Xiaoming"),
        ("Yang Liu", "Liu, Yang"),
        ("Quoc V. Le", "Le, Quoc V."),
        ("Soo-Jin Kim", "Kim, Soo-Jin"),
        ("JEAN DUPONT", "DUPONT, JEAN"),
        ("Jean DUPONT", "DUPONT, Jean"),
        ("ada example", "example, ada"),
        ("Ali al-Sample", "al-Sample, Ali"),
    ],
)
def test_family_and_given_names_are_parted(name: str, inverted: str) -> None:
    parted = part_name(name)
    assert (parted.inverted, parted.literal, parted.particle) == (inverted, None, None)


@pytest.mark.parametrize(
    ("name", "given_names", "particle", "family", "suffix"),
    [
        ("Ada van der Sample", "Ada", "van der", "Sample", None),
        ("Ada B. de la Sample", "Ada B.", "de la", "Sample", None),
        ("Ada von Sample", "Ada", "von", "Sample", None),
        ("Ada di Sample", "Ada", "di", "Sample", None),
        ("Ada da Silva", "Ada", "da", "Silva", None),
        ("Omar bin Sample", "Omar", "bin", "Sample", None),
        ("Ada van 't Sample", "Ada", "van 't", "Sample", None),
        ("Ada Van Sample", "Ada", None, "Van Sample", None),
        ("Ada Van der Sample", "Ada", None, "Van der Sample", None),
        ("Ada De Sample", "Ada", None, "De Sample", None),
        ("Ada Example Jr.", "Ada", None, "Example", "Jr."),
        ("Ada Example, Jr.", "Ada", None, "Example", "Jr."),
        ("Ada B. Example III", "Ada B.", None, "Example", "III"),
        ("Ada van der Sample Sr", "Ada", "van der", "Sample", "Sr"),
    ],
)
def test_particles_and_what_follows_a_name_have_their_place(
    name: str, given_names: str, particle: str | None, family: str, suffix: str | None
) -> None:
    assert part_name(name) == PersonName(given=given_names, particle=particle, family=family, suffix=suffix)


@pytest.mark.parametrize(
    "name",
    [
        "王小明",
        "欧阳 小明",
        "김민지",
        "さとう はなこ",
        "Иван Примеров",
        "Ada 王",
        "Sample",
        "Wang Xiaoming",
        "WANG Xiaoming",
        "LI Wei",
        "Kim Min-ji",
        "Nguyen Van Anh",
        "Thanh Van Le",
        "Pedro Garcia Sample",
        "Pedro García Sample",
        "Pedro Garcia de la Sample",
        "José Sample y Example",
        "Sample A.",
        "Sample K",
        "SAMPLE Ada",
        "Example Team",
        "The Example Collaboration",
        "Example AI",
        "Example, Ada",
        "Example, Inc.",
        "Ada Example, University of Nowhere",
        "Ada and Bert Example",
        "Dr. Ada Example",
        "Ada Example PhD",
        "Ada Example et al.",
        "Example3 Team",
        "Ada {Example}",
        r"Ada \Example",
        "Ada Ben Sample",
        "-",
    ],
)
def test_a_name_in_doubt_stays_whole(name: str) -> None:
    assert part_name(name) == PersonName(literal=name)


_WORDS = st.sampled_from(
    [
        "Ada",
        "van",
        "der",
        "Van",
        "Le",
        "Wang",
        "Garcia",
        "Jr.",
        "III",
        "A.",
        "and",
        "de",
        "la",
        "Sample,",
        "王",
        "{",
        "al",
    ]
)


@given(st.lists(_WORDS, min_size=1, max_size=6).map(" ".join) | st.text().map(clean_text).filter(bool))
def test_no_word_of_a_name_is_lost_or_moved(name: str) -> None:
    parted = part_name(name)
    if parted.literal is not None:
        assert parted == PersonName(literal=name)
        return
    parts = (parted.given, parted.particle, parted.family, parted.suffix)
    assert parted.given
    assert parted.family
    assert " ".join(filter(None, parts)).split() == name.replace(",", "").split()
