"""Measure the pages in processor time: start, meters, a knob's way into the sound, a list of 10 000 models.

`python benchmarks/pages.py` runs the server as a user does and a headless Chromium without a GPU, whose
drawing the processor does. A busy machine changes the seconds of waiting, and hardly those of work.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from playwright.sync_api import Page, sync_playwright

sys.path.append(str(Path(__file__).parents[1] / "tests"))

from app_cases import Client
from browser import CHROMIUM
from rig_files import gain_model

MEASURED_S = 8.0
TURNS = 20
MODELS = 10_000
_COUNT = """async () => {
  const { server } = await import("/static/server.js");
  if (window.metersSeen === undefined) server.addEventListener("meters", () => window.metersSeen++);
  window.metersSeen = 0;
}"""
_TICK_S = 1.0 / os.sysconf("SC_CLK_TCK")
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")


@dataclass(frozen=True, kw_only=True)
class _Server:
    process: "subprocess.Popen[str]"
    client: Client


def main() -> None:
    """Print the figures, a line each."""
    with tempfile.TemporaryDirectory(prefix="reamp-bench-") as name:
        os.environ["REAMP_CONFIG_DIR"] = name
        with _served() as (server, up_wall_s), sync_playwright() as started:
            up_s = _cpu_s(server.process.pid)
            print(f"server up: {up_s:.2f} s of processor, {up_wall_s:.2f} s")
            browser = started.chromium.launch(executable_path=CHROMIUM, args=list(_FLAGS))
            page = browser.new_context(viewport={"width": 1280, "height": 860}).new_page()
            before_s, began_s = _browser_s(), time.monotonic()
            page.goto(server.client.address)
            page.wait_for_selector(".knobs")
            wall_s = time.monotonic() - began_s
            server_s = _cpu_s(server.process.pid) - up_s
            browser_s = _browser_s() - before_s
            print(f"first page: {browser_s:.2f} s browser + {server_s:.2f} s server, {wall_s:.2f} s")
            _meters(page, server)
            _knob(server)
            _list(page, Path(name))
            browser.close()


def _meters(page: Page, server: _Server) -> None:
    for what, click in (("at rest", None), ("all bars move, sound on the page", "Listen")):
        if click is not None:
            page.get_by_role("button", name=click).click()
        page.wait_for_timeout(2500)
        page.evaluate(_COUNT)
        parts = _by_kind()
        server_s, began_s = _cpu_s(server.process.pid), time.monotonic()
        page.wait_for_timeout(1000.0 * MEASURED_S)
        wall_s = time.monotonic() - began_s
        after = _by_kind()
        shares = {kind: (after[kind] - parts.get(kind, 0.0)) / wall_s for kind in after}
        seen = page.evaluate("window.metersSeen") / wall_s
        own = (_cpu_s(server.process.pid) - server_s) / wall_s
        told = ", ".join(f"{kind} {share:.1%}" for kind, share in sorted(shares.items()))
        whole = sum(shares.values())
        print(f"meters {what}: {seen:.0f} a second; server {own:.1%}; browser {whole:.1%} ({told})")


def _knob(server: _Server) -> None:
    """Turn the output trim between two values, and look when the sound that is sent changes."""
    client, delays_ms = server.client, []
    with client.socket() as live, client.socket("/sound") as sound:
        sound.recv()
        live.send(json.dumps({"id": 1, "do": "play", "said": {"is_playing": True}}))
        for turn in range(TURNS):
            trim_db = -40.0 if turn % 2 == 0 else 0.0
            _drain(sound, 0.4)
            _drain(live, 0.05)
            began_s = time.monotonic()
            live.send(json.dumps({"id": 2, "do": "set", "said": {"set": {"output_trim_db": trim_db}}}))
            while time.monotonic() - began_s < 2.0:
                block = np.frombuffer(sound.recv(timeout=5), np.float32)
                peak_dbfs = 20.0 * np.log10(np.abs(block).max() + 1e-9)
                if (peak_dbfs < -45.0) == (trim_db < -1.0):
                    delays_ms.append(1000.0 * (time.monotonic() - began_s))
                    break
        live.send(json.dumps({"id": 3, "do": "set", "said": {"set": {"output_trim_db": 0.0}}}))
    most_ms = max(delays_ms)
    print(
        f"a knob until the sent sound has changed: median {median(delays_ms):.0f} ms, most {most_ms:.0f} ms"
    )


def _list(page: Page, home: Path) -> None:
    """Put 10 000 rows into the index, and scroll through them."""
    amps = home / "amps"
    amps.mkdir()
    content = gain_model(amps / "amp 0.nam").read_bytes()
    for number in range(1, MODELS):  # one network under many names, which costs the index little
        (amps / f"amp {number}.nam").write_bytes(content)
    command = [sys.executable, "-m", "reamp", "library", "add", str(amps)]
    subprocess.run(command, check=True, capture_output=True)
    page.reload()
    page.wait_for_selector(".knobs")
    page.locator("[data-view=models]").click()
    page.wait_for_selector(".virtual-row")
    nodes = page.evaluate("document.querySelectorAll('virtual-list *').length")
    rows = page.evaluate("document.querySelectorAll('.virtual-row').length")
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable")
    before = _metrics(devtools)
    frames = page.evaluate(
        """async () => {
          const list = document.querySelector("virtual-list");
          const end = performance.now() + 3000;
          let frames = 0;
          while (performance.now() < end) {
            list.scrollTop += 400;
            await new Promise(requestAnimationFrame);
            frames++;
          }
          return frames;
        }"""
    )
    after = _metrics(devtools)
    cost_ms = 1000.0 * sum(
        after[name] - before[name] for name in ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration")
    )
    total = page.locator(".models-page .note[role=status]").first.text_content()
    print(
        f"list of {total}: {rows} rows, {nodes} nodes in the page; "
        f"a frame of scrolling {cost_ms / frames:.2f} ms (mean of {frames})"
    )


def _metrics(devtools: Any) -> dict[str, float]:
    return {each["name"]: each["value"] for each in devtools.send("Performance.getMetrics")["metrics"]}


@contextmanager
def _served() -> Iterator[tuple[_Server, float]]:
    began_s = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "reamp", "app", "--no-browser"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found is not None
        up_wall_s = time.monotonic() - began_s
        client = Client(found[0])
        client.enter()
        yield _Server(process=process, client=client), up_wall_s
    finally:
        process.terminate()
        process.wait()


def _drain(socket: Any, seconds: float) -> None:
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        try:
            socket.recv(timeout=max(0.001, end_s - time.monotonic()))
        except TimeoutError:
            return


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _cpu_s(pid: int) -> float:
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) * _TICK_S


def _children(of: int) -> Iterator[int]:
    for each in Path("/proc").iterdir():
        if each.name.isdecimal():
            try:
                if int(_stat(int(each.name))[1]) == of:
                    yield int(each.name)
                    yield from _children(int(each.name))
            except OSError:
                continue


def _by_kind() -> dict[str, float]:
    """Return the processor seconds of the browser by kind of process: renderer, drawing (gpu) and others."""
    found: dict[str, float] = {}
    for pid in _children(os.getpid()):
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
            if "chrom" not in words.partition("\0")[0]:
                continue
            kind = re.search(r"--type=([a-z-]+)", words)
            name = kind[1] if kind else "browser"
            found[name] = found.get(name, 0.0) + _cpu_s(pid)
        except OSError:
            continue
    return found


def _browser_s() -> float:
    return sum(_by_kind().values())


if __name__ == "__main__":
    main()
