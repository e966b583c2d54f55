"""Invented people for the tests of matching."""

from hypothesis import strategies as st

from panah.engines.identity import (
    Document,
    DocumentKind,
    Identity,
    PartialDate,
    Sex,
    WrittenName,
)


def person(family="", given="", patronymic="", *, full="", born="", **more):
    """Somebody, by the parts of the name or by an undivided one."""
    name = WrittenName(family, given, patronymic, full=full)
    return Identity(name, birth_date=PartialDate.parse(born) if born else None, **more)


def passport(number):
    return Document(DocumentKind.PASSPORT, number)


_words = st.sampled_from(
    [
        "Щербаков",
        "Shcherbakova",
        "Евгений",
        "EVGENII",
        "Тілеу",
        "Андреевич",
        "Маратқызы",
        "М",
        "o'g'li",
    ]
)
_texts = st.lists(_words, max_size=3).map(" ".join) | st.text(max_size=12)
people = st.builds(
    Identity,
    name=st.builds(
        WrittenName,
        family=_texts,
        given=_texts,
        patronymic=_texts,
        family_latin=_texts,
        given_latin=_texts,
        full=_texts,
    ),
    sex=st.sampled_from(Sex),
    birth_date=st.none()
    | st.dates().map(PartialDate.of)
    | st.builds(PartialDate, st.integers(1960, 1965), st.integers(0, 12)),
    nationality=st.sampled_from(["", "RUS", "KAZ"]),
    origin_region=st.sampled_from(["", "RU-SAM", "RU-TA"]),
    document=st.builds(
        Document, st.sampled_from(DocumentKind), st.sampled_from(["", "75 1204567", "751204568"])
    ),
    iin=st.sampled_from(["", "940311300123"]),
    phone=st.sampled_from(["", "+77010000000"]),
)
