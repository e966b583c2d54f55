"""Whatever a template says is collected, wherever in it it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import messages

SAID = {
    "a sentence": '{% trans "Said here." %}',
    "with a value": "{% blocktranslate %}Said to {{ somebody }}.{% endblocktranslate %}",
    "with a context": '{% trans "open" context "a desk" %}',
    "handed to a part": '{% include "part.html" with nothing=_("Nothing waits here.") %}',
    "handed to a filter": '{{ name|default:_("Nobody") }}',
}


@pytest.mark.parametrize("said", SAID.values(), ids=SAID)
def test_what_a_template_says_is_collected(
    said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    (tmp_path / "page.html").write_text(said, encoding="utf-8")

    assert len(messages.messages_of(tmp_path)) == 1
