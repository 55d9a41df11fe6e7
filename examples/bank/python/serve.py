"""The bank's HTTP service: `python serve.py --port 8000 --database bank.db`."""

from __future__ import annotations

import argparse
from pathlib import Path

from bank.store import prepare
from bank.web import Server


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(description="Serve the bank over HTTP.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--database", type=Path, default=Path("bank.db"), metavar="FILE")
    options = parser.parse_args()
    prepare(options.database)
    with Server(options.port, options.database) as server:
        print(f"the bank is open at http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
