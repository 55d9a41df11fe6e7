"""`python -m adjudge`."""

from __future__ import annotations

from adjudge.commands.main import main

if __name__ == "__main__":
    raise SystemExit(main())
