"""Finds how the programs of a repository are started."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from adjudge.system.discover_files import folder_of, home_of, is_product
from adjudge.system.discovered import ProposedSystem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adjudge.findings import Location
    from adjudge.system.discover_files import Files

_BASE = "http://127.0.0.1:{port}"
_PORT = re.compile(r"\$PORT\b|\$\{\{PORT(?::?-\d+)?\}\}")
_SHELL = re.compile(r"[|&;<>`]|\$")
_APPLICATION = re.compile(
    r"^(?P<name>\w+)\s*(?::\s*\w+\s*)?=\s*(?P<call>FastAPI|Starlette|Flask|create_app)\(",
    re.MULTILINE,
)
_PROGRAM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LISTENS = re.compile(r"\.listen\(|createServer\(")


def find(files: Files) -> list[ProposedSystem]:
    """Return one system for each folder that starts something; the surest sign of each wins."""
    signs = (_procfiles, _django, _applications, _node, _containers, _programs)
    by_folder: dict[str, ProposedSystem] = {}
    for sign in signs:
        for system in sign(files):
            by_folder.setdefault(system.directory, system)
    return [by_folder[folder] for folder in sorted(by_folder)]


def _name(files: Files, folder: str) -> str:
    plain = PurePosixPath(folder).name if folder != "." else files.root.resolve().name
    return re.sub(r"[^A-Za-z0-9_-]+", "-", plain).strip("-_") or "system"


def _served(
    files: Files,
    folder: str,
    start: tuple[str, ...],
    found: Location,
    *guesses: str,
    **environment: str,
) -> ProposedSystem:
    return ProposedSystem(
        _name(files, folder),
        folder,
        found,
        start,
        _BASE,
        environment=environment,
        guesses=guesses,
    )


def words(line: str) -> tuple[str, ...]:
    """Split a command line of a foreign file; one that needs a shell is given to one."""
    filled = _PORT.sub("{port}", _literal(line))
    try:
        split = tuple(shlex.split(filled))
    except ValueError:
        split = ()
    plain = split and "=" not in split[0] and not _SHELL.search(filled)
    return split if plain else ("sh", "-c", filled)


def _procfiles(files: Files) -> Iterator[ProposedSystem]:
    for name in files.named(r"(?:.*/)?Procfile"):
        for line in files.read(name).splitlines():
            kind, _, command = line.partition(":")
            if kind.strip() == "web" and command.strip():
                start = words(command.strip())
                guess = () if any("{port}" in w for w in start) else ("that it reads PORT",)
                place = files.at(name, line)
                yield _served(files, folder_of(name), start, place, *guess, PORT="{port}")


def _django(files: Files) -> Iterator[ProposedSystem]:
    for name in files.named(r"(?:.*/)?manage\.py"):
        if "django" in files.read(name):
            start = ("python", "manage.py", "runserver", "127.0.0.1:{port}", "--noreload")
            guess = "that the database needs no `manage.py migrate` first (add it to `build`)"
            yield _served(files, folder_of(name), start, files.at(name), guess)


def _applications(files: Files) -> Iterator[ProposedSystem]:
    for name in files.named(r".*\.py"):
        text = files.read(name) if is_product(name) else ""
        if match := _APPLICATION.search(text):
            yield _application(files, name, match, is_flask="flask" in text.lower())


def _application(
    files: Files, name: str, match: re.Match[str], *, is_flask: bool
) -> ProposedSystem:
    folder = home_of(name, files)
    path = PurePosixPath(name).relative_to(folder)
    source = path.parts[0] == "src" and len(path.parts) > 1
    module = ".".join((path.relative_to("src") if source else path).with_suffix("").parts)
    target = f"{module.removesuffix('.__init__')}:{match['name']}"
    flask = match["call"] == "Flask" or (match["call"] == "create_app" and is_flask)
    program = ("flask", "--app", target, "run") if flask else ("uvicorn", target)
    start = ("python", "-m", *program, "--host", "127.0.0.1", "--port", "{port}")
    environment = {"PYTHONPATH": "src"} if source else {}
    return _served(files, folder, start, files.at(name, match[0].strip()), **environment)


def _node(files: Files) -> Iterator[ProposedSystem]:
    for name in files.named(r"(?:.*/)?package\.json"):
        package = manifest(files.read(name))
        folder = folder_of(name)
        scripts = package.get("scripts")
        if isinstance(scripts, dict) and isinstance(scripts.get("start"), str):
            place = files.at(name, '"start"')
            yield _served(
                files, folder, ("npm", "start"), place, "that it reads PORT", PORT="{port}"
            )
        elif entry := _listening(files, folder, package):
            relative = PurePosixPath(entry).relative_to(folder).as_posix()
            place = files.at(entry, ".listen(")
            yield _served(
                files, folder, ("node", relative), place, "that it reads PORT", PORT="{port}"
            )


def manifest(text: str) -> dict[str, Any]:
    """Return the object that a JSON file holds, an empty one if it holds none."""
    try:
        package = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return package if isinstance(package, dict) else {}


def _listening(files: Files, folder: str, package: dict[str, Any]) -> str:
    main = package.get("main")
    usual = [main] if isinstance(main, str) else []
    names = [*usual, "server.js", "app.js", "index.js", "src/server.js", "src/index.js"]
    entries = [(PurePosixPath(folder) / name).as_posix() for name in names]
    known = set(files.names)
    return next((e for e in entries if e in known and _LISTENS.search(files.read(e))), "")


_CONTAINERS = (
    (r"(?:.*/)?Dockerfile", r"(?m)^CMD\s+(.+)$"),
    (r"(?:.*/)?(?:docker-)?compose\.ya?ml", r"(?m)^ +command:[ \t]+([^|>\s].*)$"),
)
_CONTAINED = ("that it runs outside its container", "that it reads PORT")


def _containers(files: Files) -> Iterator[ProposedSystem]:
    """Find what images and compose files start, where nothing else says it."""
    for pattern, command in _CONTAINERS:
        for name in files.named(pattern):
            for line in re.findall(command, files.read(name))[-1:]:
                start, place = _command(line), files.at(name, line)
                yield _served(files, folder_of(name), start, place, *_CONTAINED, PORT="{port}")


def _command(line: str) -> tuple[str, ...]:
    try:
        array = json.loads(line)
    except (ValueError, RecursionError):
        return words(line)
    texts = array if isinstance(array, list) else []
    sound = texts and all(isinstance(text, str) and text for text in texts)
    return tuple(_literal(text) for text in texts) if sound else words(line)


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _programs(files: Files) -> Iterator[ProposedSystem]:
    """Find the command-line programs that a Python project declares."""
    for name in files.named(r"(?:.*/)?pyproject\.toml"):
        commands = dict(_scripts(files.read(name)))
        if commands:
            folder = folder_of(name)
            place = files.at(name, "[project.scripts]")
            yield ProposedSystem(
                _name(files, folder), folder, place, commands=commands, guesses=(_INSTALLED,)
            )


_INSTALLED = "that {python} has what the program imports; a private environment goes into `build`"


def _scripts(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    try:
        scripts = tomllib.loads(text).get("project", {}).get("scripts", {})
    except (tomllib.TOMLDecodeError, AttributeError, RecursionError):
        return
    for name, target in scripts.items() if isinstance(scripts, dict) else ():
        module, _, function = str(target).partition(":")
        if (
            _PROGRAM.fullmatch(name)
            and re.fullmatch(r"[\w.]+", module)
            and re.fullmatch(r"\w+", function)
        ):
            code = f"import sys; from {module} import {function}; sys.exit({function}())"
            yield name, ("{python}", "-c", code)
