"""Collect the messages of each room into its catalogues, and check that they are complete.

    python tools/messages.py [ROOM ...]    collect, keeping what is translated
    python tools/messages.py --check       fail if anything is missing, empty, or malformed

There is no gettext binary on a bare machine: Django turns templates into source, Babel reads it,
polib keeps the catalogues.
"""

from __future__ import annotations

import io
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = {
    "kk": "nplurals=2; plural=(n != 1);",
    "ru": (
        "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
        "n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
    ),
}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")
CALL = re.compile(
    r"""\b(?:_|gettext|ngettext|pgettext|npgettext)\((?:\s*u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"),?|[^'")]*)+\)"""
)
SAME_IN_EVERY_LANGUAGE = frozenset({"Panah", "SMS", "PDF", "QR", "CSV", "IIN", "MRZ", "Telegram"})

Key = tuple[str, str, str]


def main(arguments: list[str]) -> int:
    """Collect or check, and say what is wrong."""
    if not settings.configured:
        settings.configure()
    if "--check" in arguments:
        faults = [fault for room in rooms() for fault in faults_of(room)]
        print("\n".join(faults) or "messages: complete in every language")
        return bool(faults)
    for room in [ROOT / name for name in arguments] or rooms():
        for language in LANGUAGES:
            collect(room, language)
    return 0


def rooms() -> list[Path]:
    """Every package that may speak to people."""
    return sorted(p.parent for p in (ROOT / "panah").glob("*/__init__.py"))


def messages_of(room: Path) -> dict[Key, list[str]]:
    """Every message of a room: (context, singular, plural) and the files that say it."""
    found: dict[Key, list[str]] = defaultdict(list)
    for path in sorted([*room.rglob("*.py"), *room.rglob("*.html"), *room.rglob("*.txt")]):
        for key in _messages_in(path):
            place = str(path.relative_to(ROOT))
            if place not in found[key]:
                found[key].append(place)
    return found


def _messages_in(path: Path) -> Iterator[Key]:
    text = path.read_text(encoding="utf-8")
    if path.suffix in (".html", ".txt"):
        # Each call on a line of its own: what lies between is no Python.
        text = "\n".join(CALL.findall(templatize(text, origin=str(path))))
    source = io.BytesIO(text.encode())
    found = extract("python", source, keywords=KEYWORDS, options={"encoding": "utf-8"})
    for _line, message, _comments, context in found:
        parts = [message] if isinstance(message, str) else [part or "" for part in message]
        if parts[0]:
            yield context or "", parts[0], parts[1] if len(parts) > 1 else ""


def catalogue_of(room: Path, language: str) -> Path:
    """Where a room keeps its messages in a language."""
    return room / "locale" / language / "LC_MESSAGES" / "django.po"


def collect(room: Path, language: str) -> None:
    """Bring one catalogue up to date with the source, keeping translations."""
    wanted = messages_of(room)
    path = catalogue_of(room, language)
    if not wanted:
        return
    old = {_key(e): e for e in polib.pofile(str(path))} if path.exists() else {}
    new = polib.POFile(wrapwidth=98)
    new.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": LANGUAGES[language],
    }
    for key in sorted(wanted):
        new.append(_entry(key, wanted[key], old.get(key), language=language))
    path.parent.mkdir(parents=True, exist_ok=True)
    new.save(str(path))


def _entry(
    key: Key, places: list[str], old: polib.POEntry | None, *, language: str
) -> polib.POEntry:
    context, singular, plural = key
    entry = polib.POEntry(
        msgid=singular, msgctxt=context or None, occurrences=[(p, "") for p in places]
    )
    if PLACEHOLDER.search(singular) and "%(" in singular:
        entry.flags.append("python-format")
    if plural:
        count = 3 if language == "ru" else 2
        entry.msgid_plural = plural
        entry.msgstr_plural = old.msgstr_plural if old else dict.fromkeys(range(count), "")
    else:
        entry.msgstr = old.msgstr if old else ""
    return entry


def faults_of(room: Path) -> Iterator[str]:
    """What is missing, empty, untranslated or malformed in a room's catalogues."""
    wanted = messages_of(room)
    for language in LANGUAGES if wanted else ():
        path = catalogue_of(room, language)
        where = f"{path.relative_to(ROOT)}"
        if not path.exists():
            yield f"{where}: is missing; run tools/messages.py"
            continue
        entries = {_key(e): e for e in polib.pofile(str(path))}
        yield from (f"{where}: lacks «{key[1]}»" for key in wanted.keys() - entries.keys())
        gone = entries.keys() - wanted.keys()
        yield from (f"{where}: no longer said: «{key[1]}»" for key in gone)
        for key in wanted.keys() & entries.keys():
            yield from (f"{where}: {fault}" for fault in _entry_faults(entries[key], language))


def _entry_faults(entry: polib.POEntry, language: str) -> Iterator[str]:
    said = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if not all(said) or "fuzzy" in entry.flags:
        yield f"«{entry.msgid}» is not translated"
        return
    if entry.msgid_plural and len(said) != (3 if language == "ru" else 2):
        yield f"«{entry.msgid}» has {len(said)} plural forms"
    allowed = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural))
    for text in said:
        used = set(PLACEHOLDER.findall(text))
        needed = allowed if not entry.msgid_plural else used & allowed
        if used != needed:
            yield f"«{entry.msgid}»: placeholders differ"
        if text == entry.msgid and _has_words(text):
            yield f"«{entry.msgid}» is the same as in English"


def _has_words(text: str) -> bool:
    bare = PLACEHOLDER.sub("", text)
    return bool(re.search(r"[A-Za-z]{2,}", bare)) and text not in SAME_IN_EVERY_LANGUAGE


def _key(entry: polib.POEntry) -> Key:
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
