"""docs/configuration.md is what the settings schema says."""

from pathlib import Path

from mingchuang.project.config import Config, markdown

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"


def test_the_page_is_the_generated_one():
    assert PAGE.read_text(encoding="utf-8") == markdown(), (
        "run: mingchuang check --settings-doc > docs/configuration.md"
    )


def test_every_variable_is_explained():
    page = PAGE.read_text(encoding="utf-8")
    for name, field in Config.model_fields.items():
        assert f"`MINGCHUANG_{name.upper()}`" in page
        assert field.description
