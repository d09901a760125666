"""A wire between a client and a server on this machine that counts bytes and, if asked, is slow and far."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from dataclasses import dataclass, field

PACKET = 1400
# What waits on the wire in one direction of one connection; then the sender waits.
WAITING = 16


@dataclass(slots=True)
class Way:
    """One direction, shared by all connections as a radio link is. Seconds and bits a second; no limit: None."""

    delay: float
    bits: float | None
    bytes: int = 0
    _free_at: float = 0

    def due(self, size: int, now: float) -> float:
        """When this packet is on the other side, sent after those before it."""
        self.bytes += size
        if self.bits is None:
            return now + self.delay
        self._free_at = max(now, self._free_at) + size * 8 / self.bits
        return self._free_at + self.delay


@dataclass(slots=True)
class Relay:
    """Listens on `port` while it is entered. A connection costs one round trip before its first byte, as TCP does."""

    to_port: int
    round_trip: float = 0
    bits: float | None = None
    port: int = 0
    connections: int = 0
    up: Way = field(init=False)
    down: Way = field(init=False)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _thread: threading.Thread | None = None

    def __post_init__(self) -> None:
        self.up = Way(self.round_trip / 2, self.bits)
        self.down = Way(self.round_trip / 2, self.bits)

    @property
    def bytes(self) -> int:
        """Both ways, headers of HTTP included; those of TCP and TLS not."""
        return self.up.bytes + self.down.bytes

    def __enter__(self) -> Relay:
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        starting = asyncio.start_server(self._meet, "127.0.0.1", 0)
        server = asyncio.run_coroutine_threadsafe(starting, self._loop).result()
        self.port = server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        assert self._thread is not None
        self._thread.join()
        self._loop.close()

    async def _hang_up(self) -> None:
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        there, back = await asyncio.open_connection("127.0.0.1", self.to_port)
        await asyncio.sleep(self.round_trip)
        with suppress(asyncio.CancelledError):  # hung up at the end
            await asyncio.gather(_pump(reader, back, self.up), _pump(there, writer, self.down))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: Way) -> None:
    waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(WAITING)
    arriving = asyncio.create_task(_arrive(waiting, writer))
    now = asyncio.get_running_loop().time
    try:
        while packet := await reader.read(PACKET):
            await waiting.put((way.due(len(packet), now()), packet))
    except ConnectionError:
        pass
    await waiting.put((0, b""))
    await arriving


async def _arrive(waiting: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
    now = asyncio.get_running_loop().time
    try:
        while True:
            due, packet = await waiting.get()
            if not packet:
                break
            await asyncio.sleep(max(0, due - now()))
            writer.write(packet)
            await writer.drain()
    except ConnectionError:
        while (await waiting.get())[1]:
            pass
    writer.close()
