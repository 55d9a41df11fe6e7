"""The `bank` command: `python desk.py balance ada`."""

from __future__ import annotations

import sys

from bank.desk import main

if __name__ == "__main__":
    sys.exit(main())
