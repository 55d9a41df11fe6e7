"""Every page of the documentation can be found, and leads only to what exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [
    *(path for path in sorted(ROOT.glob("*.md")) if path.name != "CHANGELOG.md"),
    *sorted(DOCS.rglob("*.md")),
    *sorted((ROOT / "examples").glob("*/README.md")),
]
LINK = re.compile(r"(?<!!)\[[^\]\[]+\]\((?!https?:|mailto:|#)([^)\s#]+)(?:#([^)\s]+))?\)")
CODE = re.compile(r"^(`{3,}|~{3,}).*?^\1`*~*$|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def _links(page: Path) -> list[tuple[Path, str]]:
    text = CODE.sub("code", page.read_text(encoding="utf-8"))
    return [(page.parent / match[1], match[2] or "") for match in LINK.finditer(text)]


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_link_leads_to_what_exists(page: Path) -> None:
    for target, anchor in _links(page):
        assert target.exists(), target
        assert not anchor or anchor in _anchors(target), f"{target}#{anchor}"


def test_every_page_can_be_reached_from_the_index() -> None:
    reached: set[Path] = set()
    waiting = [(DOCS / "README.md").resolve()]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md" or not page.is_file():
            continue
        reached.add(page)
        waiting += [target.resolve() for target, _ in _links(page)]

    assert {page.resolve() for page in DOCS.rglob("*.md")} <= reached
