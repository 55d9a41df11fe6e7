from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adjudge.spec.model import Dialect
from adjudge.system import toml
from adjudge.system.discover_systems import words
from adjudge.system.discovery import propose

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FLASK = "python -m flask --app {} run --host 127.0.0.1 --port {{port}}"


def _lay(root: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("files", "start", "found"),
    [
        (
            {"Procfile": "release: x\nweb: gunicorn a:app -b 0.0.0.0:$PORT"},
            "gunicorn a:app -b 0.0.0.0:{port}",
            "Procfile:2",
        ),
        (
            {"manage.py": "import django"},
            "python manage.py runserver 127.0.0.1:{port} --noreload",
            "manage.py:1",
        ),
        (
            {"bank/main.py": "\napp = FastAPI()"},
            "python -m uvicorn bank.main:app --host 127.0.0.1 --port {port}",
            "bank/main.py:2",
        ),
        (
            {"src/bank/__init__.py": "app = Flask(__name__)"},
            FLASK.format("bank:app"),
            "src/bank/__init__.py:1",
        ),
        (
            {"autoapp.py": "import flask\napp = create_app()"},
            FLASK.format("autoapp:app"),
            "autoapp.py:2",
        ),
        ({"package.json": '{"scripts": {\n"start": "node x"}}'}, "npm start", "package.json:2"),
        ({"Dockerfile": 'FROM x\nCMD ["serve", "{a}"]'}, "serve {{a}}", "Dockerfile:2"),
        (
            {"compose.yml": "services:\n  a:\n    command: serve --port ${PORT:-80}\n"},
            "serve --port {port}",
            "compose.yml:3",
        ),
        ({"package.json": "{}", "server.js": "x\napp.listen(3)"}, "node server.js", "server.js:2"),
    ],
)
def test_what_starts_a_service_is_found_where_it_stands(
    tmp_path: Path, files: dict[str, str], start: str, found: str
) -> None:
    _lay(tmp_path, files)

    proposal = propose(tmp_path)

    (system,) = proposal.systems
    assert " ".join(system.start) == start
    assert f"# Found at {found}." in proposal.text


@pytest.mark.parametrize(
    ("files", "command", "form"),
    [
        ({"tests/test_a.py": "def test_b(): pass"}, "python -m pytest", "pytest"),
        (
            {"package.json": '{"scripts": {"test": "node --test"}}'},
            "node --test --test-reporter=tap",
            "tap",
        ),
        (
            {"package.json": '{"scripts": {"test": "vitest"}}'},
            "npx vitest run --reporter=junit --outputFile={junit}",
            "junit",
        ),
        (
            {"package.json": '{"scripts": {"test": "jest --ci"}}'},
            "env JEST_JUNIT_OUTPUT_FILE={junit} npx jest --reporters=jest-junit",
            "junit",
        ),
        ({"go.mod": "", "a_test.go": ""}, "gotestsum --junitfile {junit} ./...", "junit"),
    ],
)
def test_a_suite_is_proposed_in_a_format_that_can_be_read(
    tmp_path: Path, files: dict[str, str], command: str, form: str
) -> None:
    _lay(tmp_path, files)

    (suite,) = propose(tmp_path).suites

    assert (" ".join(suite.command), suite.format) == (command, form)


EVERYTHING = {
    "api/Procfile": "web: A=1 run && serve {x}",
    "api/pyproject.toml": "[project.scripts]\nbank = 'bank.cli:main'\n",
    "api/tests/test_a.py": "def test_b(): pass",
    "web/package.json": json.dumps({"scripts": {"start": "x", "test": "node --test"}}),
    "cli/pyproject.toml": "[project.scripts]\n'bank.x' = 'bank.cli:main'\n",
    "api/openapi.yaml": "# ours\nopenapi: 3.1.0\n",
    "spec/a.md": "# A",
    "specs/001-a/spec.md": "# A",
    ".kiro/specs/a/requirements.md": "# A",
    "openspec/specs/a/spec.md": "# A",
    "node_modules/x/package.json": '{"scripts": {"start": "x"}}',
    "broken/package.json": "{",
    "deep/pyproject.toml": "not = toml = at all",
}


@pytest.mark.requirement("INIT-1")
def test_a_proposal_is_read_as_a_configuration_that_holds_what_was_found(tmp_path: Path) -> None:
    _lay(tmp_path, EVERYTHING)
    proposal = propose(tmp_path)
    (tmp_path / "adjudge.toml").write_text(proposal.text, encoding="utf-8")

    configuration = toml.read(tmp_path)

    assert set(configuration.systems) == {"api", "web", "cli"}
    assert {s.name: s.start for s in proposal.systems} == {
        name: system.start for name, system in configuration.systems.items()
    }
    assert configuration.systems["cli"].commands["bank.x"][:2] == ("{python}", "-c")
    assert {s.name: s.system for s in configuration.suites.values()} == {
        "pytest": "api",
        "npm-test": "web",
    }
    assert {f.dialect for f in proposal.specifications} == set(Dialect)
    assert [str(place) for place in proposal.openapi] == ["api/openapi.yaml:2:1"]


def test_an_empty_repository_gets_a_proposal_that_says_what_is_missing(tmp_path: Path) -> None:
    proposal = propose(tmp_path)
    (tmp_path / "adjudge.toml").write_text(proposal.text, encoding="utf-8")

    assert proposal.systems == ()
    assert "Found no program to start" in proposal.text
    assert toml.read(tmp_path).suites == {}


@pytest.mark.parametrize(
    ("line", "split"),
    [
        ("serve -p $PORT", ("serve", "-p", "{port}")),
        ("serve -p ${PORT}", ("serve", "-p", "{port}")),
        ("serve '{x}'", ("serve", "{{x}}")),
        ("A=1 serve", ("sh", "-c", "A=1 serve")),
        ("a && b", ("sh", "-c", "a && b")),
        ("it's", ("sh", "-c", "it's")),
    ],
)
def test_a_command_line_is_split_or_given_to_a_shell(line: str, split: tuple[str, ...]) -> None:
    assert words(line) == split


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "Procfile").symlink_to("/etc/hostname")

    assert propose(tmp_path).systems == ()


@pytest.mark.requirement("INIT-1")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    line=st.text(max_size=30) | st.sampled_from(["[]", '[""]', "{port}", "$X"]),
    script=st.text(max_size=20),
)
def test_whatever_a_repository_says_the_proposal_can_be_read(
    tmp_path: Path, line: str, script: str
) -> None:
    (tmp_path / "a").mkdir(exist_ok=True)
    (tmp_path / "Procfile").write_bytes(f"web: {line}".encode("utf-8", "replace"))
    (tmp_path / "Dockerfile").write_bytes(f"CMD {line}".encode("utf-8", "replace"))
    toml_text = f"[project.scripts]\n{json.dumps(script)} = 'a.b:c'\n"
    (tmp_path / "a" / "pyproject.toml").write_bytes(toml_text.encode("utf-8", "replace"))

    (tmp_path / "adjudge.toml").write_text(propose(tmp_path).text, encoding="utf-8")

    assert toml.read(tmp_path).systems
