"""A server with ten holes, for scanners to show that they find any; as a process, on this machine.

    python -m tests.promises.hostile.canary PORT FOLDER

Never a part of the product, and never to be copied from.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import local
from typing import Any
from urllib.parse import parse_qs, quote, unquote
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

Asked = dict[str, str]
Answer = tuple[str, list[tuple[str, str]], str]
Start = Callable[[str, list[tuple[str, str]]], object]
HTML = [("Content-Type", "text/html; charset=utf-8")]
SAID: list[str] = []
NOTED: list[str] = []
MINE = local()


def page(body: str) -> Answer:
    return "200 OK", HTML, f"<!doctype html><html><body>{body}</body></html>"


def form(action: str, *names: str) -> str:
    fields = "".join(f'<input type="text" name="{name}" value="1">' for name in names)
    return f'<form method="post" action="{action}">{fields}<input type="submit" value="go"></form>'


def start(_: Asked) -> Answer:
    links = "".join(
        f'<a href="{each["path"]}?{each["link"]}">x</a>' for each in HOLES if each["link"]
    )
    forms = "".join(
        form(each["path"], *each["fields"]) for each in HOLES if "POST" in each["methods"]
    )
    return page(links + forms + '<a href="/said">said</a>')


def reflected(asked: Asked) -> Answer:
    return page(f"<p>Nothing found for {asked.get('q', '')}</p>")


def stored(asked: Asked) -> Answer:
    SAID.append(asked.get("text", ""))
    return page("thank you")


def said(_: Asked) -> Answer:
    return page("".join(f"<p>{text}</p>" for text in SAID[-50:]))


def by_error(asked: Asked) -> Answer:
    try:
        rows = database().execute(f"SELECT name FROM people WHERE id = '{asked.get('id', '')}'")
        return page(f"<p>{[row[0] for row in rows]}</p>")
    except sqlite3.Error as error:
        return page(f"<pre>sqlite3.OperationalError: {error}</pre>")


def blind(asked: Asked) -> Answer:
    found = rows_of(f"SELECT 1 FROM people WHERE name = '{asked.get('user', '')}'")
    return page("<p>welcome, whoever you are</p>" if found else "<p>no such user here</p>")


def unguarded(asked: Asked) -> Answer:
    NOTED.append(asked.get("number", ""))
    return page("<p>noted</p>")


def traversed(asked: Asked) -> Answer:
    try:
        return page(f"<pre>{(FOLDER / asked.get('file', '')).read_text(errors='replace')}</pre>")
    except (OSError, ValueError):
        return page("<p>no such file</p>")


def commanded(asked: Asked) -> Answer:
    command = f"echo {asked.get('host', '')}"
    done = subprocess.run(
        command.replace("\0", ""),
        cwd=FOLDER,
        shell=True,
        capture_output=True,
        timeout=20,
        check=False,
    )
    return page(f"<pre>{done.stdout.decode(errors='replace')}</pre>")


def split(asked: Asked) -> Answer:
    chosen = asked.get("to", "").encode("latin-1", "replace").decode("latin-1")
    lines = f"language={chosen}".replace("\r\n", "\n").split("\n")
    more = [tuple(line.split(":", 1)) for line in lines[1:] if ":" in line]
    return "200 OK", [*HTML, ("X-Chosen", lines[0]), *more], "<p>chosen</p>"  # type: ignore[list-item]


def redirected(asked: Asked) -> Answer:
    return "302 Found", [("Location", quote(asked.get("next", "/"), safe=":/?&=%"))], ""


def broken(asked: Asked) -> Answer:
    return page(f"<p>{100 / int(asked.get('size', '1'))}</p>")


def hole(path: str, do: Callable[[Asked], Answer], name: str, value: str, **more: Any) -> Any:
    is_form = more.get("post", False)
    return {
        "view": do.__name__,
        "path": path,
        "pattern": {"path": path, "parts": {}},
        "methods": ["POST"] if is_form else ["GET"],
        "fields": {name: value},
        "asked": [] if is_form else [name],
        "link": "" if is_form else f"{name}={value}",
    }


FOUND_AS = {
    "/search": {"Reflected Cross Site Scripting"},
    "/say": {"Stored Cross Site Scripting"},
    "/person": {"SQL Injection", "SQL injection"},
    "/enter": {"SQL Injection", "SQL injection"},
    "/note": {"Cross Site Request Forgery"},
    "/read": {"Path Traversal"},
    "/reach": {"Command execution"},
    "/language": {"CRLF Injection"},
    "/go": {"Open Redirect"},
    "/paper": {"Server error", "Internal Server Error"},
}
"""What scanners call each hole."""
HOLES = [
    hole("/search", reflected, "q", "a"),
    hole("/say", stored, "text", "a", post=True),
    hole("/person", by_error, "id", "1"),
    hole("/enter", blind, "user", "Aru", post=True),
    hole("/note", unguarded, "number", "1", post=True),
    hole("/read", traversed, "file", "notes.txt"),
    hole("/reach", commanded, "host", "here"),
    hole("/language", split, "to", "kk"),
    hole("/go", redirected, "next", "/search"),
    hole("/paper", broken, "size", "4"),
]
VIEWS = {each["path"]: globals()[each["view"]] for each in HOLES} | {"/": start, "/said": said}
FOLDER = Path()


def rows_of(query: str) -> list[tuple[Any, ...]]:
    try:
        return database().execute(query).fetchall()
    except sqlite3.Error:
        return []


def database() -> sqlite3.Connection:
    if not hasattr(MINE, "database"):
        MINE.database = sqlite3.connect(":memory:")
        MINE.database.executescript(
            "CREATE TABLE people (id, name); INSERT INTO people VALUES (1, 'Aru'), (2, 'Jomart');"
        )
    return MINE.database


def application(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length).decode(errors="replace")
    typed = parse_qs(f"{environ['QUERY_STRING']}&{body}", keep_blank_values=True)
    asked = {name: values[-1] for name, values in typed.items()}
    view = VIEWS.get(unquote(environ["PATH_INFO"]))
    status, headers, text = view(asked) if view else ("404 Not Found", HTML, "<p>nothing</p>")
    start_response(status, [*headers])  # the server adds to the list
    return [text.encode(errors="replace")]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    FOLDER = Path(sys.argv[2])
    (FOLDER / "notes.txt").write_text("nothing of interest")
    make_server("127.0.0.1", int(sys.argv[1]), application, Server, Quiet).serve_forever()
