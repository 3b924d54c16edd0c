"""``python -m newsweb``: serves the news web until interrupted."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from pathlib import Path

from newsweb import server, world
from newsweb.errors import NewswebError
from newsweb.listen import listen, port_of


def main(arguments: list[str] | None = None) -> int:
    """Parses the command line and serves; 1 with one line on standard error when that cannot be."""
    parser = argparse.ArgumentParser(prog="newsweb", description="A small invented news web on loopback addresses.")
    parser.add_argument("--port", type=int, help="the port of every outlet (0: any; default: first free from 8811)")
    parser.add_argument("--once-ready-file", type=Path, help="written when it answers: JSON with port and origins")
    parser.add_argument("--access-log", type=Path, help="gets a JSON line an answer: host, target, status")
    parser.add_argument("--tied", action="store_true", help="ends when standard input closes")
    given = parser.parse_args(arguments)
    try:
        made = world.load()
        sockets = listen([outlet.traits.address for outlet in made.outlets], given.port)
        if not given.once_ready_file:
            for outlet in made.outlets:
                sys.stderr.write(f"{outlet.origin(port_of(sockets))}/  {outlet.name} ({outlet.language})\n")
        with suppress(KeyboardInterrupt):  # uvicorn ends gracefully, then raises the signal again
            server.serve(made, sockets, ready=given.once_ready_file, log=given.access_log, tied=given.tied)
    except NewswebError as error:
        sys.stderr.write(f"newsweb: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
