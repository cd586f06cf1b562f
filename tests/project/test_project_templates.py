"""Templates keep to the floors as imports do, and pages hold nothing the CSP would refuse."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "mingchuang"
LAYERS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][
    0
]["layers"]
FLOOR = {app.strip(): len(LAYERS) - n for n, layer in enumerate(LAYERS) for app in layer.split("|")}
USED = re.compile(r"{%\s*(?:extends|include)\s+[\"']([^\"'/]+)/")
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))


def app_of(template: Path) -> str:
    return template.relative_to(PACKAGE).parts[0]


def test_templates_use_only_their_own_app_and_floors_below():
    wrong = [
        f"{template.relative_to(ROOT)}: {used}"
        for template in TEMPLATES
        for used in USED.findall(template.read_text(encoding="utf-8"))
        if used != app_of(template) and FLOOR[used] >= FLOOR[app_of(template)]
    ]
    assert TEMPLATES
    assert not wrong


def test_templates_have_no_inline_style_or_handler():
    for template in TEMPLATES:
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"<[^>]+\sstyle=", text), template
        assert not re.search(r"<[^>]+\son[a-z]+=", text), template
        assert not re.search(r"<script(?![^>]*(src=|nonce=))", text), template


def test_every_staff_view_and_every_public_page_wears_its_decorator():
    from django.urls import get_resolver

    bare = []

    def walk(patterns):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns)
                continue
            view = pattern.callback
            module = view.__module__
            if module.endswith(".desk") and not getattr(view, "staff_page", False):
                bare.append(pattern.name)
            if module.endswith((".public", ".items")) and "_read" not in module:
                machine = pattern.name in {
                    "body", "version-body", "proof", "part", "file", "schema", "checkpoint", "key", "tile", None,
                }  # fmt: skip
                if not machine and not getattr(view, "public_page", False):
                    bare.append(pattern.name)

    walk(get_resolver().url_patterns)
    assert bare == []
