"""What every page has to pass: axe finds nothing, and nothing scrolls sideways."""

import json
from pathlib import Path

import axe_playwright_python

AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text(
    encoding="utf-8"
)
WIDTHS = (1280, 320)


COLOURS = ("color-contrast", "link-in-text-block")
"""The rules that another colour scheme can break; the others are looked at in the light one."""


def check_width(page, name: str) -> None:
    """Fail when the page scrolls sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{name}: scrolls sideways by {wide} px"


def check(page, name: str, rules: tuple[str, ...] = ()) -> None:
    """Fail with every violation found on the page as it stands, of all rules or of some."""
    check_width(page, name)
    page.evaluate(AXE)
    found = page.evaluate(
        "rules => axe.run(document, {resultTypes: ['violations'],"
        " ...(rules.length ? {runOnly: rules} : {})}).then(r => r.violations)",
        list(rules),
    )
    words = [f"{v['id']}: {v['help']}: {[n['target'] for n in v['nodes']][:3]}" for v in found]
    assert not words, f"{name}:\n" + json.dumps(words, ensure_ascii=False, indent=1)


def check_widths(page, name: str) -> None:
    """Check the page on a desk and on a small phone; it goes back to the width it had."""
    before = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        check(page, f"{name}, {width} px")
    page.set_viewport_size(before)
