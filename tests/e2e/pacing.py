"""Measures the pacer as ears, skin and eyes would meet it, on a page that is slow and again and again does not answer at all.

Tones are caught where they leave for the loudspeaker, on the sound card's own thread. Pulses are what the phone was told to do, with the
waits that it was told. The picture is taken from the frames that the browser really showed. All are brought to one clock, the page's.
"""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from playwright.sync_api import CDPSession, Page

SLOWED = 4
BLOCKED_MS = 300

# Hears where a tone begins: the sound rises out of near silence. Windows of 32 samples are under a millisecond.
_EAR = """
registerProcessor('ear', class extends AudioWorkletProcessor {
    loud = false;
    process([[samples]]) {
        for (let at = 0; samples && at < samples.length; at += 32) {
            let peak = 0;
            for (let i = at; i < at + 32; i++) peak = Math.max(peak, Math.abs(samples[i]));
            if (peak >= 0.012 && !this.loud) this.port.postMessage((currentFrame + at) / sampleRate);
            this.loud = peak >= 0.012;
        }
        return true;
    }
});
"""
WATCH = f"""
window.heard = []; window.told = []; window.blocks = 0;
Navigator.prototype.vibrate = (pattern) => {{ window.told.push([performance.now(), [pattern].flat()]); return true; }};
const connect = AudioNode.prototype.connect;
const ears = new Map();
const earOf = (audio) => {{
    if (ears.has(audio)) return ears.get(audio);
    const tap = audio.createGain();
    ears.set(audio, tap);
    connect.call(tap, audio.destination);
    window.audio = audio;
    const module = URL.createObjectURL(new Blob([{_EAR!r}], {{ type: 'text/javascript' }}));
    audio.audioWorklet.addModule(module).then(() => {{
        const ear = new AudioWorkletNode(audio, 'ear', {{ numberOfOutputs: 0 }});
        ear.port.onmessage = ({{ data }}) => window.heard.push(data);
        connect.call(tap, ear);
    }});
    return tap;
}};
AudioNode.prototype.connect = function (to, ...rest) {{
    return connect.call(this, to === this.context.destination ? earOf(this.context) : to, ...rest);
}};
window.blockAtRandom = (seed) => {{
    const random = () => {{ seed = (seed * 1103515245 + 12345) % 2147483648; return seed / 2147483648; }};
    const block = () => {{
        const until = performance.now() + {BLOCKED_MS};
        while (performance.now() < until);
        window.blocks += 1;
        setTimeout(block, 100 + 900 * random());
    }};
    setTimeout(block, 50);
}};
"""


@dataclass
class Measured:
    """Milliseconds on the page's clock; `plan` on the exercise's."""

    tones: list[float]
    pulses: list[tuple[float, str]]
    frames: list[tuple[float, float]] = field(default_factory=list)
    blocks: int = 0


@dataclass(frozen=True)
class Cue:
    beat: str
    at: float
    lasts: float


class Watching:
    """Watches one page from before its exercise begins."""

    def __init__(self, page: Page, *, eyes: bool) -> None:
        self.page = page
        self.session: CDPSession = page.context.new_cdp_session(page)
        self._frames: list[tuple[float, bytes]] = []
        self._origin = 0.0
        self._eyes = eyes

    def begin(self) -> None:
        """From here on the page is slow, and blocked at random."""
        self._origin = self.page.evaluate("performance.timeOrigin")
        if self._eyes:
            self.session.on("Page.screencastFrame", self._see)
            self.session.send(
                "Page.startScreencast",
                {"format": "png", "maxWidth": 60, "maxHeight": 107, "everyNthFrame": 6},
            )
        self.session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        self.page.evaluate("window.blockAtRandom(7)")

    def end(self) -> Measured:
        if self._eyes:
            self.session.send("Page.stopScreencast")
        self.session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        found: dict[str, Any] = self.page.evaluate(
            """() => {
                const { contextTime, performanceTime } = window.audio.getOutputTimestamp();
                return {
                    tones: window.heard.map((at) => performanceTime + (at - contextTime) * 1000),
                    told: window.told,
                    blocks: window.blocks,
                };
            }"""
        )
        frames = [(stamp * 1000 - self._origin, _ink(png)) for stamp, png in self._frames]
        return Measured(found["tones"], pulses(found["told"]), frames, found["blocks"])

    def _see(self, frame: dict[str, Any]) -> None:
        self._frames.append((frame["metadata"]["timestamp"], base64.b64decode(frame["data"])))
        self.session.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})


def pulses(told: Sequence[tuple[float, Sequence[float]]]) -> list[tuple[float, str]]:
    """When the phone shakes, by what it was told: what it is told later takes the place of what has not come yet."""
    found: list[tuple[float, str]] = []
    for place, (at, pattern) in enumerate(told):
        until = told[place + 1][0] if place + 1 < len(told) else float("inf")
        now = at
        for step, lasts in enumerate(pattern):
            if step % 2 == 0 and lasts > 0 and now < until:
                found.append((now, "in" if lasts == 140 else "out" if lasts == 70 else "other"))
            now += lasts
    # Two pulses are one cue.
    return [
        (at, beat)
        for place, (at, beat) in enumerate(found)
        if not (beat == "out" and place > 0 and at - found[place - 1][0] < 250)
    ]


def started(times: Sequence[float], plan: Sequence[float], *, near: float | None = None) -> float:
    """When the exercise began, by the tones. The first of them may have come before anybody listened: then a plan that
    repeats itself fits a breath later just as well, and `near` (the first pulse that the phone was told) says which it was.
    """

    def misses(begun: float) -> list[float]:
        return [min((at - begun - each for at in times), key=abs) for each in plan]

    guesses = [at - each for at in times[:3] for each in plan[:3]]
    if near is not None:
        guesses = [begun for begun in guesses if abs(begun - near) < 1000] or guesses
    best = min(guesses, key=lambda begun: median(abs(miss) for miss in misses(begun)))
    return best + median(misses(best))


def lag_of_picture(
    frames: Sequence[tuple[float, float]],
    full: Callable[[float], float],
    begun: float,
    span: tuple[float, float],
) -> tuple[float, int]:
    """By how many milliseconds the circle is behind the plan within `span`, and from how many frames that was found.

    The ink of the circle grows with the square of its size; the shift with the least squares is the lag.
    """
    seen = [(at - begun, ink) for at, ink in frames if span[0] <= at - begun < span[1]]
    if len(seen) < 12:
        return float("nan"), len(seen)

    def misfit(lag: float) -> float:
        xs = [full(at - lag) ** 2 for at, _ in seen]
        ys = [ink for _, ink in seen]
        return _residual(xs, ys)

    lags = [float(lag) for lag in range(-600, 601, 4)]
    return min(lags, key=misfit), len(seen)


def _residual(xs: Sequence[float], ys: Sequence[float]) -> float:
    """What is left after the best straight line through (x, y)."""
    n, mean_x, mean_y = len(xs), sum(xs) / len(xs), sum(ys) / len(ys)
    var = sum((x - mean_x) ** 2 for x in xs) or 1e-9
    slope = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / var
    return sum((y - mean_y - slope * (x - mean_x)) ** 2 for x, y in zip(xs, ys, strict=True)) / n


def ease(part: float) -> float:
    """CSS ease-in-out, cubic-bezier(0.42, 0, 0.58, 1)."""
    low, high = 0.0, 1.0
    for _ in range(30):
        t = (low + high) / 2
        x = 3 * (1 - t) ** 2 * t * 0.42 + 3 * (1 - t) * t**2 * 0.58 + t**3
        low, high = (t, high) if x < part else (low, t)
    return 3 * (1 - t) * t**2 + t**3


def fullness(cues: Sequence[Cue], small: float = 0.42) -> Callable[[float], float]:
    """How large the circle is planned to be at a time."""

    def at(time: float) -> float:
        for cue in reversed(cues):
            if time >= cue.at:
                part = min(1.0, (time - cue.at) / cue.lasts)
                return small + (1 - small) * (ease(part) if cue.beat == "in" else 1 - ease(part))
        return 1.0 if cues[0].beat == "out" else small

    return at


def _ink(png: bytes) -> float:
    """How much of the middle of the picture is not paper."""
    width, rows = _pixels(png)
    height = len(rows)
    band = rows[int(height * 0.2) : int(height * 0.7)]
    paper = band[0][0:3]
    ink = 0
    for row in band:
        for x in range(0, width * 3, 3):
            ink += abs(row[x] - paper[0]) + abs(row[x + 1] - paper[1]) + abs(row[x + 2] - paper[2])
    return float(ink)


def _pixels(png: bytes) -> tuple[int, list[bytearray]]:
    """Rows of red, green and blue of a PNG of 8 bits without interlace, as the browser's frames are."""
    at, data, width, depth = 8, b"", 0, 3
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + size]
        if kind == b"IHDR":
            width, _, bits, colour = struct.unpack(">IIBB", body[:10])
            assert (bits, colour) in ((8, 2), (8, 6)), "another kind of PNG"
            depth = 3 if colour == 2 else 4
        elif kind == b"IDAT":
            data += body
        at += size + 12
    raw = zlib.decompress(data)
    step = width * depth
    rows: list[bytearray] = []
    before = bytearray(step)
    for start in range(0, len(raw), step + 1):
        row = _unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + step]), before, depth)
        rows.append(row)
        before = row
    if depth == 3:
        return width, rows
    return width, [bytearray(byte for place, byte in enumerate(row) if place % 4 != 3) for row in rows]


def _unfiltered(kind: int, row: bytearray, above: bytearray, depth: int) -> bytearray:
    for i in range(len(row)):
        left = row[i - depth] if i >= depth else 0
        up = above[i]
        corner = above[i - depth] if i >= depth else 0
        if kind == 1:
            row[i] = (row[i] + left) & 255
        elif kind == 2:
            row[i] = (row[i] + up) & 255
        elif kind == 3:
            row[i] = (row[i] + (left + up) // 2) & 255
        elif kind == 4:
            guess = left + up - corner
            near = min(
                (abs(guess - left), 0, left), (abs(guess - up), 1, up), (abs(guess - corner), 2, corner)
            )
            row[i] = (row[i] + near[2]) & 255
    return row
