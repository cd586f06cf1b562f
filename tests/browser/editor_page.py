"""What an officer does in the editor, as functions over a page of Playwright."""

import json
import re

from playwright.sync_api import Page, expect

UNIT = "YY1"


def open_draft(page: Page, served, name: str = "门急诊时间和预约办法") -> str:
    """Open a new document for an owed row; returns its address."""
    page.goto(f"{served.url}/en/desk/owed/{UNIT}/")
    page.locator("form[action*='/open/'] button", has_text=name).first.click()
    ready(page)
    return page.url.partition("?")[0].partition("#")[0]


def ready(page: Page) -> None:
    """Wait until the rich-text boxes are there."""
    page.wait_for_selector("#el-body .tiptap")


def state(page: Page):
    return page.locator("#saved")


def saved(page: Page) -> None:
    """Wait until the page says that everything is saved."""
    expect(state(page)).to_have_text(re.compile(r"Saved \d\d:\d\d:\d\d"), timeout=30_000)


def kept(page: Page) -> list[str]:
    """Return the keys of texts kept in this browser."""
    return json.loads(
        page.evaluate(
            "JSON.stringify(Object.keys(localStorage).filter(k => k.startsWith('kept:')))"
        )
    )


def write(page: Page, field: str, words: str) -> None:
    """Type into a rich-text box, at its end."""
    page.locator(f"#el-{field} .tiptap").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def paste(page: Page, field: str, html: str) -> None:
    """Paste HTML into a rich-text box as the clipboard would."""
    page.locator(f"#el-{field} .tiptap").evaluate(
        """(box, html) => {
            box.focus();
            const data = new DataTransfer();
            data.setData("text/html", html);
            data.setData("text/plain", "plain");
            box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        html,
    )
