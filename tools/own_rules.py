"""What this house's code never does, as rules over its syntax; what other linters say is not here.

    python tools/own_rules.py

A line that has to do it, or the one above it, says so with the mark that ruff reads, `noqa: S608`,
or, where ruff has nothing to say, with `own rule:`; and why.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PANAH = ROOT / "panah"
PEOPLE = {
    "birth_date", "born", "family", "family_latin", "full_name", "given", "given_latin", "identity",
    "iin", "interview", "patronymic", "phone", "shown_name", "typed", "username", "zone",
}  # fmt: skip
LOGGERS, LEVELS = {"log", "logger", "logging"}, "debug info warning error exception critical log"
RUNS_SQL = {"execute", "executemany", "executescript", "raw", "RawSQL", "RunSQL", "extra", "copy"}
NETWORK = {"urllib.request", "http.client", "requests", "httpx", "smtplib", "ftplib", "aiohttp"}
ASKS = {
    "cli/listened.py": "the launcher asks its own web process whether it answers",
    "cli/benches/clerks.py": "the clerks of a benchmark ask the centre that it started",
}
SECRET = re.compile(r"(?:^|_)(?:secret|token|signature|mac|password)$")
MARK = re.compile(r"# (?:noqa: S\d+ +--?|own rule:) ?\w")
UNSAFE_TEMPLATE = re.compile(r"\|\s*safe(?:seq)?\b|autoescape\s+off|\{%\s*debug")
Rule = Callable[[ast.AST, str], str | None]


def main() -> int:
    """Print what breaks a rule; 1 when anything does."""
    found = [fault for path in sorted(PANAH.rglob("*.py")) for fault in faults_in(path)]
    found += [fault for path in PANAH.rglob("templates/**/*.html") for fault in unsafe(path)]
    sys.stdout.writelines(f"{fault}\n" for fault in found)
    sys.stdout.write(f"own rules: {len(found)} broken\n")
    return 1 if found else 0


def faults_in(path: Path) -> Iterator[str]:
    """What a module does against a rule."""
    where = str(path.relative_to(PANAH))
    yield from (f"panah/{where}:{fault}" for fault in faults(path.read_text("utf-8"), where))


def faults(text: str, where: str) -> Iterator[str]:
    """What a module of this text does against a rule, with its line."""
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        for rule in RULES:
            if (fault := rule(node, where)) and not _is_marked(node, lines):
                yield f"{getattr(node, 'lineno', 0)}: {fault}"


def unsafe(path: Path) -> Iterator[str]:
    """Where a template puts out what it was given as it is."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if UNSAFE_TEMPLATE.search(line):
            yield f"{path.relative_to(ROOT)}:{number}: put out unescaped"


def _is_marked(node: ast.AST, lines: list[str]) -> bool:
    first = getattr(node, "lineno", 1)
    last = getattr(node, "end_lineno", first)
    return any(MARK.search(line) for line in lines[max(first - 2, 0) : last])


# The rules


def no_name_is_logged(node: ast.AST, _: str) -> str | None:
    """What somebody typed never reaches a log, nor an exception: that ends in one."""
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        said = node.exc
    elif isinstance(node, ast.Call) and _is_logging(node.func):
        said = node
    else:
        return None
    named = {word for part in _arguments(said) for word in _words(part)} & PEOPLE
    return f"tells {', '.join(sorted(named))}" if named else None


def sql_is_constant(node: ast.AST, where: str) -> str | None:
    """Nothing is put into a statement where pages lead to; values go beside it."""
    if where.startswith(("cli/", "engines/")) or "/migrations/" in where:
        return None  # no page leads there: operators type what these are given
    if not isinstance(node, ast.Call) or _name(node.func) not in RUNS_SQL or not node.args:
        return None
    return "SQL that is put together" if _is_put_together(node.args[0]) else None


def markup_is_a_constant(node: ast.AST, _: str) -> str | None:
    """What is called safe is a constant; the pattern of `format_html` too."""
    if not isinstance(node, ast.Call) or not node.args:
        return None
    if _name(node.func) in {"mark_safe", "SafeString", "format_html", "format_html_join"}:
        return None if isinstance(node.args[0], ast.Constant) else "markup that is no constant"
    return None


def every_form_has_its_token(node: ast.AST, _: str) -> str | None:
    """No view is exempt."""
    is_exempt = isinstance(node, ast.Name | ast.Attribute) and _name(node) == "csrf_exempt"
    return "a form without its token" if is_exempt else None


def nobody_outside_is_asked(node: ast.AST, where: str) -> str | None:
    """Only who must may speak HTTP, and only with this machine."""
    if where in ASKS:
        return None
    if isinstance(node, ast.Import):
        asked = {each.name for each in node.names}
    elif isinstance(node, ast.ImportFrom):
        asked = {node.module or "", *(f"{node.module}.{each.name}" for each in node.names)}
    else:
        return None
    return f"asks others: {', '.join(asked & NETWORK)}" if asked & NETWORK else None


def secrets_are_compared_in_the_same_time(node: ast.AST, _: str) -> str | None:
    """`==` tells by its time how much of a secret was right."""
    if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.Eq | ast.NotEq):
        return None
    sides = (node.left, node.comparators[0])
    if any(isinstance(side, ast.Constant) for side in sides):
        return None
    return "compares a secret by ==" if any(SECRET.search(_name(s)) for s in sides) else None


def cookies_are_shut(node: ast.AST, _: str) -> str | None:
    """A cookie says whether it goes over http, to other pages, and to scripts."""
    if not isinstance(node, ast.Call) or _name(node.func) != "set_cookie":
        return None
    missing = {"secure", "samesite", "httponly"} - {word.arg for word in node.keywords}
    return f"a cookie without {', '.join(sorted(missing))}" if missing else None


RULES: tuple[Rule, ...] = (
    no_name_is_logged,
    sql_is_constant,
    markup_is_a_constant,
    every_form_has_its_token,
    nobody_outside_is_asked,
    secrets_are_compared_in_the_same_time,
    cookies_are_shut,
)


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_logging(function: ast.expr) -> bool:
    is_level = isinstance(function, ast.Attribute) and function.attr in LEVELS.split()
    return is_level and _name(function.value) in LOGGERS  # type: ignore[attr-defined]


def _arguments(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(word.value for word in call.keywords)]


def _words(part: ast.expr) -> Iterator[str]:
    # `len(typed)` and `by.pk` say nothing of what was typed, or of whom.
    if isinstance(part, ast.Call) and _name(part.func) in {"len", "type", "bool", "exit_code"}:
        return
    if isinstance(part, ast.Attribute) and part.attr in {"pk", "code", "kind"}:
        return
    yield _name(part)
    for inner in ast.iter_child_nodes(part):
        if isinstance(inner, ast.expr):
            yield from _words(inner)
        elif isinstance(inner, ast.keyword | ast.FormattedValue):
            yield from _words(inner.value)


def _is_put_together(statement: ast.expr) -> bool:
    if isinstance(statement, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in statement.values)
    if isinstance(statement, ast.BinOp):
        return True
    return isinstance(statement, ast.Call) and (
        _name(statement.func) == "format"
        and isinstance(statement.func, ast.Attribute)
        and isinstance(statement.func.value, ast.Constant)
    )


if __name__ == "__main__":
    sys.exit(main())
