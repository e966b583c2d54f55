"""A clerk's two hands on a keyboard, counted: a key or a chord is one, filling a field is one."""

from __future__ import annotations

from playwright.sync_api import Page

# A browser moves the focus with the first frame that it draws, which may come after the page. A
# selector asks for it: a function that is tried again would be evaluated, as our policy forbids.
HAS_FOCUS = ":focus, body:not(:has([autofocus]))"


def see_focus(page: Page) -> None:
    """Wait until the cursor blinks where the page wants it."""
    page.wait_for_selector(HAS_FOCUS, state="attached")


class Hands:
    """Nothing here touches a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.interactions = 0

    def press(self, key: str) -> None:
        """Press a key or a chord."""
        self.interactions += 1
        self.page.keyboard.press(key)

    def fill(self, text: str) -> None:
        """Scan, paste or type into the field that has the focus."""
        self.interactions += 1
        self.page.keyboard.insert_text(text)

    def turn(self, key: str) -> None:
        """Press a key that leads to the next page, and see it come and the cursor blink in it."""
        with self.page.expect_navigation():
            self.press(key)
        see_focus(self.page)
