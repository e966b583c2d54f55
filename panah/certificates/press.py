"""Papers as PDF, one A5 page each, by typst.

The compiler reads its template and its own two fonts once and stays, so a paper looks the same on
every machine and takes milliseconds. What a paper says goes in as data: nothing that somebody
typed can become markup. The file bears no time of printing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, cast

_HERE = Path(__file__).parent
_TEMPLATE = _HERE / "templates" / "certificates" / "paper.typ"
_FONTS = _HERE / "fonts"

_one_at_a_time = Lock()


def pdf_of(sheets: Sequence[dict[str, Any]]) -> bytes:
    """The pages of some papers in one file, in the order given.

    Args:
        sheets: what `panah.certificates.sheet.plain` made, at least one.
    """
    written = json.dumps(list(sheets), ensure_ascii=False)
    with _one_at_a_time:
        return cast(bytes, _compiler().compile(format="pdf", sys_inputs={"sheets": written}))


@cache
def _compiler() -> Any:
    import typst  # 13 MB that a process which prints nothing, as the worker, need not hold

    return typst.Compiler(str(_TEMPLATE), font_paths=[str(_FONTS)], ignore_system_fonts=True)
