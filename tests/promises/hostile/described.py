"""What may be asked of a server, as scanners read it: OpenAPI, addresses, and requests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody who asks: what each of their requests carries, and where they may go."""

    name: str
    headers: dict[str, str]
    pages: list[dict[str, Any]]

    def only(self, *, ends: bool) -> list[dict[str, Any]]:
        """The pages that end what they do, or all the others."""
        return [page for page in self.pages if page.get("ends", False) is ends]


def openapi(pages: list[dict[str, Any]]) -> dict[str, Any]:
    """A description of pages and their forms; every field takes any text."""
    paths: dict[str, dict[str, Any]] = {}
    for page in pages:
        operations = {method.lower(): operation(page, method) for method in page["methods"]}
        paths.setdefault(page["pattern"]["path"], {}).update(operations)
    return {"openapi": "3.0.3", "info": {"title": "pages", "version": "1"}, "paths": paths}


def operation(page: dict[str, Any], method: str) -> dict[str, Any]:
    """One page and method: parts of its address, and what is asked or sent."""
    parts = [parameter(name, number, page) for name, number in page["pattern"]["parts"].items()]
    if method != "POST":
        names = page["asked"] or page["fields"]
        parts += [{"name": name, "in": "query", "schema": {"type": "string"}} for name in names]
        return {"parameters": parts, "responses": {"default": {"description": "a page"}}}
    properties = {name: text(value) for name, value in page["fields"].items()}
    form = {"schema": {"type": "object", "properties": properties}, "example": page["fields"]}
    body = {"content": {"application/x-www-form-urlencoded": form}}
    return {
        "parameters": parts,
        "requestBody": body,
        "responses": {"default": {"description": "a page"}},
    }


def parameter(name: str, is_number: bool, page: dict[str, Any]) -> dict[str, Any]:
    """A part of the address, with the one that leads somewhere as its example."""
    kind = {"type": "integer", "minimum": 0} if is_number else {"type": "string", "minLength": 1}
    known = leading(page)[name]
    example = int(known) if is_number else known
    return {"name": name, "in": "path", "required": True, "schema": kind, "example": example}


def leading(page: dict[str, Any]) -> dict[str, str]:
    """What stands in the address where the pattern has a name."""
    pattern, path = page["pattern"]["path"].split("/"), page["path"].split("/")
    return {
        each[each.index("{") + 1 : each.index("}")]: known.removesuffix(each[each.index("}") + 1 :])
        for each, known in zip(pattern, path, strict=True)
        if "{" in each
    }


def text(value: str) -> dict[str, Any]:
    """Half of what is sent is what fits, so that it gets past the first look."""
    return {"anyOf": [{"type": "string"}, {"type": "string", "enum": [value]}]}


def addresses(pages: list[dict[str, Any]], origin: str) -> Iterator[str]:
    """Every address that may be looked at, with what it may be asked."""
    for page in pages:
        if "GET" in page["methods"]:
            asked = {name: page["fields"].get(name, "1") for name in page["asked"]}
            yield origin + page["path"] + ("?" + urlencode(asked) if asked else "")


def requests(asking: Asking, host: str) -> Iterator[str]:
    """Every request that carries something, as bytes on the wire would read."""
    carried = "".join(f"{name}: {value}\r\n" for name, value in asking.headers.items())
    for page in asking.only(ends=False):
        if "GET" in page["methods"] and page["asked"]:
            query = urlencode({name: page["fields"].get(name, "1") for name in page["asked"]})
            yield f"GET {page['path']}?{query} HTTP/1.1\r\nHost: {host}\r\n{carried}\r\n"
        if "POST" in page["methods"] and page["fields"]:
            sent = urlencode(page["fields"])
            kind = "Content-Type: application/x-www-form-urlencoded\r\n"
            head = f"POST {page['path']} HTTP/1.1\r\nHost: {host}\r\n{carried}{kind}"
            yield f"{head}Content-Length: {len(sent)}\r\n\r\n{sent}"
