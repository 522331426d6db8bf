"""A load on a server, by a client so cheap that the server is what takes the time.

Each connection has one request under way, and the next follows the answer: no pipelining. Requests are bytes built
beforehand, and so are the start and the end that each answer must have; nothing is parsed.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from time import perf_counter
from typing import Protocol

CONNECTIONS = 16
GRACE = 10.0  # seconds for answers that are late; then the server counts as hanging


class LoadError(Exception):
    """The server answered something else than it should, or not at all."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request, and what must come back."""

    method: str
    path: str
    status: int
    body: str
    allow: frozenset[str] = frozenset()

    @property
    def request(self) -> bytes:
        """The request as it is sent; a host is all that HTTP/1.1 demands."""
        return f"{self.method} {self.path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode("ascii")

    @property
    def start(self) -> bytes:
        """How the answer begins."""
        return f"HTTP/1.1 {self.status} ".encode("ascii")

    @property
    def end(self) -> bytes:
        """How the answer ends: with its whole body, so that whoever has read it has read all."""
        return f"\r\n\r\n{self.body}".encode()


@dataclass(frozen=True, slots=True)
class Load:
    """What a load came to: answers per second, and the milliseconds that 99 of 100 answers kept within."""

    rate: float
    p99: float


class Press(Protocol):
    """What puts a load on the server at a port for some seconds."""

    def __call__(self, port: int, exchanges: Sequence[Exchange], seconds: float) -> Load: ...


def press(port: int, exchanges: Sequence[Exchange], seconds: float) -> Load:
    """The load of these requests, over and over, on all connections at once.

    Raises:
        LoadError: an answer was another one, or none came.
    """
    return asyncio.run(_press(port, exchanges, seconds))


async def _press(port: int, exchanges: Sequence[Exchange], seconds: float) -> Load:
    loop = asyncio.get_running_loop()
    run = _Run(exchanges, loop.create_future())
    connections: list[_Connection] = []
    try:
        async with asyncio.timeout(seconds + GRACE):
            for _ in range(CONNECTIONS):
                _, connection = await loop.create_connection(lambda: _Connection(run), "127.0.0.1", port)
                connections.append(connection)
            start = perf_counter()
            run.until = start + seconds
            for connection in connections:
                connection.ask()
            await run.finished
            elapsed = perf_counter() - start
    except TimeoutError:
        raise LoadError(f"port {port} did not answer as it should within {GRACE:.0f} s") from None
    finally:
        for connection in connections:
            connection.close()
    latencies = sorted(run.latencies)
    return Load(rate=len(latencies) / elapsed, p99=latencies[len(latencies) * 99 // 100] * 1000)


class _Run:
    """What the connections of one load share."""

    def __init__(self, exchanges: Sequence[Exchange], finished: asyncio.Future[None]) -> None:
        self.endless = cycle([(exchange.request, exchange.start, exchange.end) for exchange in exchanges])
        self.latencies: list[float] = []
        self.until = 0.0
        self.finished = finished
        self._resting = 0

    def rest(self) -> None:
        """One connection is through; with the last one the load is finished."""
        self._resting += 1
        if self._resting == CONNECTIONS and not self.finished.done():
            self.finished.set_result(None)

    def fail(self, reason: str) -> None:
        """End the load at once."""
        if not self.finished.done():
            self.finished.set_exception(LoadError(reason))


class _Connection(asyncio.Protocol):
    """One connection, which asks the next request as soon as it has the answer to the last."""

    def __init__(self, run: _Run) -> None:
        self._run = run
        self._transport: asyncio.Transport | None = None
        self._sent = 0.0
        self._read = self._start = self._end = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # a socket's always is
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._run.fail(f"the server closed a connection: {exc}")

    def ask(self) -> None:
        """Send the next request."""
        request, self._start, self._end = next(self._run.endless)
        self._read = b""
        self._sent = perf_counter()
        if self._transport is not None:
            self._transport.write(request)

    def close(self) -> None:
        """Drop the connection, whatever is under way."""
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        now = perf_counter()
        self._read = data = self._read + data
        start = self._start
        if data[: len(start)] != start[: len(data)]:
            self._run.fail(f"an answer began {data[:80]!r}, not {start!r}")
        elif data.endswith(self._end):
            self._run.latencies.append(now - self._sent)
            if now < self._run.until:
                self.ask()
            else:
                self._run.rest()
