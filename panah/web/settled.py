"""Templates settled once for each language: what is the same at every answer is worked out before.

A page extends a frame, includes parts, and says dozens of constant words; Django puts them together
anew each time, which is a quarter of what a desk's answer costs. Here the source is put together
before it is compiled: the blocks of a page stand where the frame has them, parts stand where they
are included, and a constant word is that word in the language of the page. What comes out is an
ordinary template that says the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.template import Context, Engine, Origin, Template, TemplateDoesNotExist
from django.template.base import Lexer, Token, TokenType
from django.template.loaders import cached
from django.urls import NoReverseMatch
from django.utils.translation import get_language

_NAME = r"""(?:"([^"{}]*)"|'([^'{}]*)')"""
_EXTENDS = re.compile(rf"extends {_NAME}$")
_INCLUDE = re.compile(rf"include {_NAME}(?: with ((?:(?! only\b).)+))?$")
_CONSTANT = re.compile(rf"(?:(?:trans|translate) {_NAME}(?: context {_NAME})?|url {_NAME})$")
_ASSIGNS = re.compile(r"(?!(?:with|include|for|if|elif) ).* as \w+$")
_KEEPS_STATE = re.compile(r"(?:cycle|ifchanged|resetcycle|language)\b")
_MARKS = {TokenType.BLOCK: ("{% ", " %}"), TokenType.VAR: ("{{ ", " }}"), TokenType.TEXT: ("", "")}
SHORT = 1200
"""Longer parts stay parts: a form includes the one for its fields twenty times."""
_SCOPE, _END_OF_SCOPE = "{% with panah_scope=1 %}", "{% endwith %}"


@dataclass(slots=True)
class _Block:
    """A named place in a template, and what stands in it."""

    name: str
    items: list[Token | _Block] = field(default_factory=list)

    def named(self) -> Iterator[tuple[str, _Block]]:
        """Every block in this one, by its name."""
        for item in self.items:
            if isinstance(item, _Block):
                yield item.name, item
                yield from item.named()


class Loader(cached.Loader):
    """Finds templates as Django does, and keeps those of some rooms settled for each language.

    All rooms' pages in three languages would take 23 MB, and a second and a half at each start.

    Args:
        settles: with what the names of those templates begin.
    """

    def __init__(self, engine: Engine, loaders: Any, settles: Sequence[str] = ("",)) -> None:
        super().__init__(engine, loaders)
        self._settles = tuple(settles)
        self._as_written = cached.Loader(engine, loaders)

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        """A template, settled or as it is written.

        Raises:
            TemplateDoesNotExist: nothing is called so.
        """
        is_extended = skip is not None  # by a source that is not settled: it wants the blocks
        if is_extended or not template_name.startswith(self._settles):
            return self._as_written.get_template(template_name, skip)
        return super().get_template(template_name)

    def reset(self) -> None:
        """Forget what was read."""
        super().reset()
        self._as_written.reset()

    def cache_key(self, template_name: str, skip: Any = None) -> str:
        """One for each language."""
        return f"{get_language()}:{super().cache_key(template_name, skip)}"

    def get_contents(self, origin: Origin) -> str:
        """The source with its frame around it, its parts in it and its constant words said.

        Raises:
            TemplateDoesNotExist: there is no such file.
        """
        source = str(super().get_contents(origin))
        page = _parsed(source)
        if any(_speaks_several(each) for each in self._with_frames(page)):
            return source
        return "".join(self._settled(page, within=(str(origin.template_name),)))

    def _read(self, origin: Origin) -> _Block:
        return _parsed(super().get_contents(origin))

    def _named(self, name: str) -> _Block | None:
        for origin in self.get_template_sources(name):
            try:
                return self._read(origin)
            except TemplateDoesNotExist:
                continue
        return None

    def _settled(self, page: _Block, *, within: tuple[str, ...]) -> Iterator[str]:
        *pages, frame = self._with_frames(page)
        blocks: dict[str, _Block] = {}
        for each in pages:
            blocks = {**dict(each.named()), **blocks}
            yield from (_source(item) for item in each.items if _is_load(item))
        yield from self._written(frame.items, blocks, within=within)

    def _with_frames(self, page: _Block) -> Iterator[_Block]:
        """A page, the frame that it extends, the one that this extends."""
        yield page
        if frame := self._frame_of(page):
            yield from self._with_frames(frame)

    def _frame_of(self, page: _Block) -> _Block | None:
        for item in page.items:
            if isinstance(item, Token) and (found := _EXTENDS.match(_tag(item))):
                return self._named(_text(found))
        return None

    def _written(
        self,
        items: Iterable[Token | _Block],
        blocks: Mapping[str, _Block],
        *,
        within: tuple[str, ...],
    ) -> Iterator[str]:
        for item in items:
            if isinstance(item, _Block):
                filled = blocks.get(item.name, item)
                inside = self._written(filled.items, blocks, within=within)
                yield from _scoped(inside) if _assigns(filled) else inside
            elif found := _INCLUDE.match(_tag(item)):
                yield from self._included(item, found, within=within)
            else:
                yield self._said(item)

    def _included(
        self, token: Token, found: re.Match[str], *, within: tuple[str, ...]
    ) -> Iterator[str]:
        name = _text(found)
        part = None if name in within else self._named(name)
        if part is None or self._frame_of(part) or not _stands_anywhere(part):
            yield _source(token)
            return
        values = found[3]
        yield f"{{% with {values} %}}" if values else _SCOPE
        yield from self._written(part.items, {}, within=(*within, name))
        yield _END_OF_SCOPE

    def _said(self, token: Token) -> str:
        source = _source(token)
        if not _CONSTANT.match(_tag(token)):
            return source
        try:
            said = str(self.engine.from_string(source).render(Context()))
        except NoReverseMatch:  # it is asked again when the page is wanted, and said then
            return source
        return source if "{" in said else said  # it would be read as a tag


def _parsed(source: str) -> _Block:
    """A source as a tree of its blocks; comments are left out."""
    open_blocks, in_comment = [_Block("")], False
    for token in Lexer(source).tokenize():
        tag, _, rest = _tag(token).partition(" ")
        if tag in ("comment", "endcomment"):
            in_comment = tag == "comment"
        elif in_comment or token.token_type == TokenType.COMMENT:
            continue
        elif tag == "block":
            block = _Block(rest.split()[0])
            open_blocks[-1].items.append(block)
            open_blocks.append(block)
        elif tag == "endblock":
            open_blocks.pop()
        else:
            open_blocks[-1].items.append(token)
    return open_blocks[0]


def _tag(item: Token | _Block) -> str:
    if isinstance(item, Token) and item.token_type == TokenType.BLOCK:
        return str(item.contents)
    return ""


def _source(item: Token | _Block) -> str:
    assert isinstance(item, Token)
    before, after = _MARKS[item.token_type]
    return f"{before}{item.contents}{after}"


def _text(found: re.Match[str]) -> str:
    return found[1] if found[1] is not None else found[2]


def _is_load(item: Token | _Block) -> bool:
    return isinstance(item, Token) and _tag(item).startswith("load ")


def _assigns(block: _Block) -> bool:
    """Whether something in it would still be known after it."""
    return any(isinstance(each, Token) and _ASSIGNS.match(_tag(each)) for each in block.items)


def _speaks_several(page: _Block) -> bool:
    """Whether it says words of other languages, too."""
    every = [page, *(block for _name, block in page.named())]
    return any(_tag(item).startswith("language ") for block in every for item in block.items)


def _stands_anywhere(part: _Block) -> bool:
    """Whether a part may stand where it is included: short, and without a state of its own."""
    tokens = [each for each in part.items if isinstance(each, Token)]
    length = sum(len(each.contents) for each in tokens)
    return length <= SHORT and not any(_KEEPS_STATE.match(_tag(each)) for each in tokens)


def _scoped(inside: Iterable[str]) -> Iterator[str]:
    yield _SCOPE
    yield from inside
    yield _END_OF_SCOPE
