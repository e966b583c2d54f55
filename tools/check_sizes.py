"""Sizes: functions up to 40 lines, files up to 400, three positional parameters and six in all.

Docstrings do not count. Tests, migrations and command-line signatures are left out.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINES_OF_FUNCTION = 40
LINES_OF_FILE = 400
POSITIONAL = 3
PARAMETERS = 6

Function = ast.FunctionDef | ast.AsyncFunctionDef


def faults_in(path: Path) -> Iterator[str]:
    """What in a file is larger than it may be."""
    text = path.read_text(encoding="utf-8")
    where = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    if len(text.splitlines()) > LINES_OF_FILE:
        yield f"{where}: {len(text.splitlines())} lines, at most {LINES_OF_FILE}"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, Function):
            for fault in _function_faults(node, is_command="cli" in path.parts):
                yield f"{where}:{node.lineno}: {node.name}: {fault}"


def _function_faults(node: Function, *, is_command: bool) -> Iterator[str]:
    lines = _length(node, is_command=is_command)
    if lines > LINES_OF_FUNCTION:
        yield f"{lines} lines, at most {LINES_OF_FUNCTION}"
    if is_command:
        return
    positional = [a for a in node.args.posonlyargs + node.args.args if a.arg not in ("self", "cls")]
    if len(positional) > POSITIONAL and not _is_imposed(positional):
        yield f"{len(positional)} positional parameters, at most {POSITIONAL}"
    if len(positional) + len(node.args.kwonlyargs) > PARAMETERS:
        yield f"{len(positional) + len(node.args.kwonlyargs)} parameters, at most {PARAMETERS}"


def _is_imposed(positional: list[ast.arg]) -> bool:
    # Django calls middleware hooks with four.
    return [a.arg for a in positional[:2]] == ["request", "view"]


def _length(node: Function, *, is_command: bool) -> int:
    first = node.body[0]
    start = node.body[0].lineno if is_command else node.lineno
    has_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno or 0) - first.lineno + 1 if has_docstring else 0
    return (node.end_lineno or 0) - start + 1 - docstring


def main() -> int:
    """Check every file of the product and its tools."""
    files = [p for folder in ("panah", "tools") for p in sorted((ROOT / folder).rglob("*.py"))]
    faults = [f for path in files if "migrations" not in path.parts for f in faults_in(path)]
    print("\n".join(faults) or "sizes: all within limits")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
