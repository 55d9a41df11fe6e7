"""What a person sees is what is checked: a browser draws every state diagram without losing a word."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt

from adjudge.codes.machine import DIAGRAM_LOSS
from adjudge.findings import Location
from adjudge.machine import mermaid
from adjudge.machine.drawing import draw
from adjudge.machine.mermaid import EDGE
from adjudge.machine.written import Problems

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from adjudge.machine.drawing import Region, State

ROOT = Path(__file__).parents[2]
FOLDERS = ("docs", "examples", "spec")
STATE_DIAGRAM = re.compile(r"^\s*stateDiagram(-v2)?\s*$", re.MULTILINE)
PAGE = Template("""<!doctype html><html><body><script src="$library"></script><script>
const diagrams = $diagrams;
(async () => {
  mermaid.initialize({startOnLoad: false});
  const drawn = {};
  for (const [name, text] of Object.entries(diagrams)) {
    try {
      const {svg} = await mermaid.render("d" + Object.keys(drawn).length, text);
      const host = document.createElement("div");
      host.innerHTML = svg;
      drawn[name] = [...host.querySelectorAll("foreignObject, text")].map((each) => each.textContent);
    } catch (error) {
      drawn[name] = ["not drawn: " + error];
    }
  }
  document.body.innerHTML = "<pre id=drawn></pre>";
  document.getElementById("drawn").textContent = JSON.stringify(drawn);
})();
</script></body></html>""")

GALLERY = {
    "titles, notes and looks": """stateDiagram-v2
    direction LR
    %% a comment: with; anything < in it
    accTitle: Orders
    classDef bad fill:#f00
    [*] --> Waiting
    state "Waiting for payment (3 days), 50% & more" as Waiting
    Waiting : pay(n) [n >= 3]<br/>/ rest = n - 3
    note right of Waiting : nobody is asked
    Waiting --> Größe_2 : go()
    Größe_2 --> [*]
    class Waiting bad""",
    "every operator": """stateDiagram-v2
    [*] --> A
    A --> B : go(a, b) [a != b and not (x[a] <= 3 or x[b] < 2) and 0 <= y <= 31] / y = 2 * 3 * y // 4 % 5, x[a] *= 2
    B --> A : back(a) [all(x[i] >= -1 for i in t if i != a) and paint == "in transit"] / y = y + 1 if x[a] > 3 else y - 1
    B --> C : hop() [state in (A, B) and y not in (1, 2)] / x[i] = 0 for i in t, y += 1
    B --> C : after(15 min)
    B --> C : skip() [else]
    C : C
    C : entry / y = 0, under_score_2 = max(y, abs(y), 3)
    C : entry / z = 'q'
    C : wait(d) / y = min(y + d, 31)""",
    "levels": """stateDiagram-v2
    [*] --> Off
    Off --> On : plug()
    state "Switched on" as On {
        direction TB
        [*] --> One
        state One {
            [*] --> Deep
            Deep : Deep
            Deep : stay() [n < 3] / n += 1
            Deep --> [*] : end()
        }
        One --> Two
        --
        [*] --> Left
        state c <<choice>>
        Left --> c : turn()
        c --> Right : [n == 3]
        c --> Left : [else] / n = 0
    }
    On --> Off : unplug()
    On --> Off : reset()""",
}

LOST = {
    "HTML": ("A --> B : go() [x<y]", "go()[x<y]"),
    "emphasis": ("A --> B : go() / x = *2* 3", "go()/x=*2*3"),
    "a semicolon": ("A --> B : go() / x = 1; y = 2", "go()/x=1;y=2"),
    "a word of Mermaid": ("A --> default : go()", "go()"),
    "a line in a composite state": (
        "A : A\n    A : go()\n    state A {\n    [*] --> B\n    }",
        "go()",
    ),
}
"""What the reader of diagrams refuses, and the words that a browser does not show."""


@dataclass
class Shown:
    """What must be seen: labels at arrows, names or titles, and the lines of each state together."""

    labels: Counter[str] = field(default_factory=Counter)
    names: set[str] = field(default_factory=set)
    lines: set[str] = field(default_factory=set)


def documented() -> Iterator[tuple[str, str]]:
    """Find every state diagram of the repository that GitHub would draw."""
    pages = [page for folder in FOLDERS for page in sorted((ROOT / folder).rglob("*.md"))]
    for page in [*sorted(ROOT.glob("*.md")), *pages]:
        if "node_modules" in page.parts:
            continue
        for token in MarkdownIt().parse(page.read_text(encoding="utf-8")):
            fence = token.type == "fence" and token.info.strip() == "mermaid"
            if fence and token.map and STATE_DIAGRAM.search(token.content):
                yield f"{page.relative_to(ROOT)}:{token.map[0] + 1}", token.content


DIAGRAMS: Mapping[str, str] = {**dict(documented()), **GALLERY}
REFUSED = {name: f"stateDiagram-v2\n    [*] --> A\n    {line}" for name, (line, _) in LOST.items()}


def compact(text: str) -> str:
    return re.sub(r"<br\s*/?>|\s", "", text)


def shown(text: str) -> Shown:
    problems = Problems()
    drawing = draw(mermaid.read(text, Location("a.md"), problems), Location("a.md"), problems)
    assert problems.findings == [], [each.explain() for each in problems.findings]
    found = Shown()
    for region in drawing.regions:
        _add(region, found)
    return found


def _add(region: Region, found: Shown) -> None:
    found.labels.update(compact(each.label.text) for each in region.arrows if each.label)
    for state in region.states.values():
        _add_state(state, found)
        for inner in state.regions:
            _add(inner, found)


def _add_state(state: State, found: Shown) -> None:
    if state.kind == "state" and state.name != EDGE:
        found.names.add(compact(state.title or state.name))
    if state.lines:
        found.lines.add(compact("".join(line.text for line in state.lines)))


@pytest.fixture(scope="session")
def drawn(node_modules: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[str]]:
    """What a browser shows of each diagram, with the Mermaid that tests/node pins."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        pytest.skip("there is no Chromium; run: apt install chromium")
    folder = tmp_path_factory.mktemp("drawn")
    page = folder / "page.html"
    library = (node_modules / "mermaid" / "dist" / "mermaid.min.js").as_uri()
    diagrams = json.dumps({**DIAGRAMS, **REFUSED}).replace("</", "<\\/")
    page.write_text(PAGE.substitute(library=library, diagrams=diagrams), encoding="utf-8")
    dump = subprocess.run(
        [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            f"--user-data-dir={folder / 'profile'}",
            "--virtual-time-budget=120000",
            "--dump-dom",
            str(page),
        ],
        capture_output=True,
        encoding="utf-8",
        timeout=180,
        check=True,
    ).stdout
    match = re.search(r'<pre id="drawn">(.*)</pre>', dump, re.DOTALL)
    assert match, dump[-2000:]
    found: dict[str, list[str]] = json.loads(html.unescape(match[1]))
    return {name: [compact(text) for text in texts] for name, texts in found.items()}


@pytest.mark.parametrize("name", DIAGRAMS)
def test_a_browser_draws_every_word_of_a_diagram(drawn: Mapping[str, list[str]], name: str) -> None:
    expected, seen = shown(DIAGRAMS[name]), drawn[name]

    assert expected.labels - Counter(seen) == Counter()
    assert expected.names <= set(seen)
    assert expected.lines <= set(seen)


@pytest.mark.parametrize("name", LOST)
def test_what_a_browser_loses_is_an_error(drawn: Mapping[str, list[str]], name: str) -> None:
    problems = Problems()
    draw(mermaid.read(REFUSED[name], Location("a.md"), problems), Location("a.md"), problems)

    assert {each.code for each in problems.findings} == {DIAGRAM_LOSS.id}
    assert LOST[name][1] not in drawn[name]
