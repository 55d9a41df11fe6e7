"""Write what is generated from the code: a page for each finding code, and the JSON schemas."""

from __future__ import annotations

from pathlib import Path

from adjudge.codes import CODES, Code
from adjudge.report.json_ import schemas

FOLDER = Path(__file__).parent / "reference" / "findings"
SCHEMAS = Path(__file__).parent / "reference" / "schema"
AREAS = {
    "1": "Reading the specification",
    "2": "Configuration and system",
    "3": "Checks",
    "4": "Evidence and judgment",
}


def pages() -> dict[Path, str]:
    """Return the text of every generated page under its path."""
    return {
        **{SCHEMAS / name: text for name, text in schemas().items()},
        FOLDER / "README.md": _index(),
        **{FOLDER / f"{code.id}.md": _page(code) for code in CODES.values()},
    }


def main() -> None:
    """Write every page and remove those whose code is gone."""
    wanted = pages()
    for path in FOLDER.glob("*.md"):
        if path not in wanted:
            path.unlink()
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8")


def _page(code: Code) -> str:
    fence = "`" * max(4, _longest_run(code.example) + 1)
    return (
        f"# {code.id}: {code.name}\n\n"
        f"Severity: {code.severity}\n\n"
        f"## What it reports\n\n{code.what.strip()}\n\n"
        f"## Why it matters\n\n{code.why.strip()}\n\n"
        f"## Example\n\n{fence}text\n{code.example.strip()}\n{fence}\n\n"
        f"## How to mend it\n\n{code.mend.strip()}\n"
    )


def _longest_run(text: str) -> int:
    longest = run = 0
    for character in text:
        run = run + 1 if character == "`" else 0
        longest = max(longest, run)
    return longest


def _index() -> str:
    lines = ["# Finding codes", "", "`adjudge explain CODE` prints the same in a terminal.", ""]
    for digit, area in AREAS.items():
        rows = [code for code in CODES.values() if code.id.startswith(f"ADJ{digit}")]
        lines += [f"## {area}", "", "| Code | Name | Severity |", "|---|---|---|"]
        lines += [f"| [{c.id}]({c.id}.md) | {c.name} | {c.severity} |" for c in rows]
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
