"""The same load by wrk, where it is installed."""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from math import ceil
from pathlib import Path

from benchmarks.client import CONNECTIONS, GRACE, Exchange, Load, LoadError

# wrk's status errors are all answers of 400 and above, so that they must be all of the answers or none.
SCRIPT = """
local requests = {
%s
}
local at = 0
request = function()
  at = at %% #requests + 1
  return requests[at]
end
done = function(summary, latency)
  local errors = summary.errors
  local broken = errors.connect + errors.read + errors.write + errors.timeout
  print(string.format("load %%d %%d %%d %%d %%d",
    summary.requests, summary.duration, latency:percentile(99), errors.status, broken))
end
"""


def program() -> str | None:
    """wrk, if it is on PATH."""
    return shutil.which("wrk")


def press(port: int, exchanges: Sequence[Exchange], seconds: float) -> Load:
    """The load of these requests by wrk, which knows whole seconds only.

    Raises:
        LoadError: wrk failed, or `load_of()` finds fault with the answers.
    """
    wrk = program()
    if wrk is None:
        raise LoadError("wrk is not on PATH")
    with tempfile.TemporaryDirectory() as directory:
        script = Path(directory, "requests.lua")
        script.write_text(SCRIPT % ",\n".join(_quoted(exchange.request) for exchange in exchanges), "ascii")
        command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{ceil(seconds)}s", "-s", str(script)]
        url = f"http://127.0.0.1:{port}"
        try:
            printed = subprocess.run(
                [*command, url], check=True, capture_output=True, text=True, timeout=seconds + GRACE
            ).stdout
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            raise LoadError(f"wrk failed: {error}") from error
    return load_of(printed, exchanges)


def load_of(printed: str, exchanges: Sequence[Exchange]) -> Load:
    """What wrk printed at its end.

    Raises:
        LoadError: some answer was refused, or accepted, that should not have been, or a connection broke.
    """
    lines = [line for line in printed.splitlines() if line.startswith("load ")]
    if len(lines) != 1:
        raise LoadError(f"wrk printed {printed!r}")
    answers, microseconds, p99, refused, broken = map(int, lines[0].split()[1:])
    expected = answers if exchanges[0].status >= 400 else 0
    if broken or refused != expected:
        raise LoadError(f"{answers} answers, {refused} of them of 400 and above, not {expected}; {broken} broken")
    return Load(rate=answers / microseconds * 1_000_000, p99=p99 / 1000)


def _quoted(request: bytes) -> str:
    """The request as a string of Lua."""
    return "".join(["'", *(f"\\{byte:03d}" for byte in request), "'"])
