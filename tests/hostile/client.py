"""A client that sends bytes as they are, and the server in a process of its own that they are sent to."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.cases.hostile import Hostile

ROOT = Path(__file__).parents[2]
# Seconds. No measure of speed: it turns a server that hangs into a failure with a name.
PATIENCE = 60


def request_bytes(case: Hostile) -> bytes:
    """The request as it goes over the wire; the server is asked to close afterwards."""
    line = b" ".join([case.method, case.target, case.version])
    return b"\r\n".join([line, *case.headers, b"Connection: close", b"", b""])


@dataclass(frozen=True, slots=True)
class Reply:
    raw: bytes

    @property
    def status(self) -> int:
        return int(self.raw.split(b" ", 2)[1])

    @property
    def headers(self) -> dict[str, str]:
        _, *lines = self.raw.partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n")
        return dict(line.split(": ", 1) for line in lines)

    @property
    def text(self) -> str:
        return self.raw.partition(b"\r\n\r\n")[2].decode("utf-8")

    @property
    def told(self) -> object:
        """What the handler told in JSON."""
        told: object = json.loads(self.text)
        return told


@dataclass(frozen=True, slots=True)
class Server:
    port: int
    process: "subprocess.Popen[str]"

    def ask(self, request: bytes) -> Reply:
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as connection:
            try:
                connection.sendall(request)
                return Reply(b"".join(iter(lambda: connection.recv(65536), b"")))
            except TimeoutError:
                self.process.kill()  # it hangs: let all that follows fail at once
                raise

    @property
    def is_well(self) -> bool:
        return self.ask(request_bytes(Hostile(b"/plain", 200))).told == {"resource": "plain", "params": {}}


@contextmanager
def running(tree: Path) -> Iterator[Server]:
    """The server of `world`, for as long as the block runs; what hangs there does not hang here."""
    command = [sys.executable, "-m", "tests.hostile.world", str(tree)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Server(int(process.stdout.readline()), process)
            process.communicate(timeout=PATIENCE)
            assert process.returncode == 0
        finally:
            process.kill()
