"""Each dependency has its reason on paper; no file of the repository says where packages come from."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "dependencies.md"
# Dots are written [.], so that this file does not hold what it forbids.
HOSTS = re.compile(
    r"(?:pypi|pythonhosted|npmjs|npmmirror|yarnpkg|rubygems|goproxy)[.](?:org|com|io|cn)"
    r"|crates[.]io|proxy[.]golang[.]org|(?:pypi|npm)[.][a-z0-9-]+[.][a-z]{2,}"
    r"|mirrors?[.][a-z0-9.-]+/(?:pypi|simple|npm)"
)
OPTIONS = re.compile("--(?:extra-)?index-url[ =]|--trusted-host[ =]|--find-links[ =]")


def requirements() -> dict[str, list[str]]:
    """Return the names of packages that pyproject.toml asks for, by group."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = {"run": project["dependencies"], **project.get("optional-dependencies", {})}
    return {
        group: [re.match(r"[A-Za-z0-9._-]+", line)[0].lower() for line in lines]
        for group, lines in groups.items()
    }


def documented() -> set[str]:
    """Return the names in the first column of the page's tables."""
    page = PAGE.read_text(encoding="utf-8")
    return {name.lower() for name in re.findall(r"^\| `([A-Za-z0-9._-]+)` \|", page, re.MULTILINE)}


def texts() -> list[tuple[str, str]]:
    """Return every file that belongs to the repository and can be read as text."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    found = []
    for name in filter(None, listed.split("\0")):
        try:
            found.append((name, (ROOT / name).read_text(encoding="utf-8")))
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
    return found


@pytest.mark.parametrize("group", sorted(requirements()))
def test_every_dependency_has_its_reason(group):
    assert set(requirements()[group]) <= documented()


def test_nothing_is_explained_that_is_not_asked_for():
    asked = {name for names in requirements().values() for name in names}
    assert documented() <= asked


def test_lock_files_hold_versions_and_hashes_and_no_address():
    locks = sorted((ROOT / "requirements").glob("*.txt"))
    assert {lock.name for lock in locks} == {"dev.txt", "run.txt"}
    for lock in locks:
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text, lock.name
        for block in re.split(r"\n(?=\S)", text.strip()):
            assert re.match(r"[a-z0-9._-]+(\[[a-z0-9,-]+\])?==[^ ]+", block), block[:60]
            assert "--hash=sha256:" in block, block[:60]


def test_no_file_names_a_package_registry():
    named = [
        f"{name}: {match[0]}"
        for name, text in texts()
        for pattern in (HOSTS, OPTIONS)
        if (match := pattern.search(text))
    ]
    assert named == []
