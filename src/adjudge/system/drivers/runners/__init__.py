"""Programs that run in the system's own interpreters, started by path and never imported."""

from __future__ import annotations

from pathlib import Path

PYTHON = Path(__file__).parent / "python_runner.py"
"""Calls functions of Python."""
NODE = Path(__file__).parent / "node_runner.mjs"
"""Calls functions of Node modules."""
BINDINGS = Path(__file__).parent / "bindings_runner.py"
"""Runs the Python file of bindings, with Adjudge's own interpreter."""
