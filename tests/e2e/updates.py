"""Newer content and a newer app for the tests: published, spoilt on the way, or waiting behind a small relay."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType

from attune.pack.keys import signing_key
from attune.paths import content_dir
from attune.server.field.publish import publish

HEAD = "id: here\nversion: 9.0.0\ntitle: Here\noverlays: attune-default\n"
LOCAL = 'crisis_lines: [{ id: crisis_day, text: Day line, number: "0800 123" }]\n'


def publish_with_numbers(bundle: Path, overlay: Path) -> str:
    """A programme's own release, with a crisis line in it, signed with the server's key. Returns its name."""
    overlay.mkdir()
    base = next(
        line.split(":")[1].strip()
        for line in (content_dir() / "pack.yaml").read_text(encoding="utf-8").splitlines()
        if line.startswith("id:")
    )
    (overlay / "pack.yaml").write_text(HEAD.replace("attune-default", base), encoding="utf-8")
    (overlay / "local.yaml").write_text(LOCAL, encoding="utf-8")
    return publish(content_dir(), bundle, [overlay], key=None, test_languages=True).release


def publish_spoilt(bundle: Path, old: str, how: str) -> None:
    """A copy of the release `old` in force under another name, with one fault: a changed part, a part cut short, a newer format."""
    from attune.pack.keys import sign

    new = bundle / "9.9.9-new"
    new.mkdir()
    for path in (bundle / old).glob("*.json"):
        (new / path.name).write_bytes(path.read_bytes())
    manifest = json.loads((new / "manifest.json").read_bytes()) | {"release": new.name}
    guide = (new / "guide.json").read_bytes()
    if how == "part":
        (new / "guide.json").write_bytes(guide.replace(b"suicide", b"suicidE", 1))
    elif how == "short":
        (new / "guide.json").write_bytes(guide[:-100])
    elif how == "format":
        manifest["format"] += 1
    signed = json.dumps(manifest).encode()
    (new / "manifest.json").write_bytes(signed)
    (new / "manifest.sig").write_bytes(sign(signed, signing_key(bundle.parent / "bundle-key.pem", None)))
    current = json.loads((bundle / "current.json").read_bytes()) | {"release": new.name}
    (bundle / "current.json").write_text(json.dumps(current), encoding="utf-8")


class _Server(ThreadingHTTPServer):
    request_queue_size = (
        128  # the service worker asks for the whole app at once; a short queue resets some of it
    )
    daemon_threads = True


class UpdatedApp:
    """The server behind a relay that can hand out a newer service worker, as after an upgrade."""

    def __init__(self, behind: str) -> None:
        self.behind = behind
        self.newer = False
        relay = self

        class Relay(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                try:
                    with urllib.request.urlopen(relay.behind + self.path) as answer:
                        status, kind, content = answer.status, answer.headers["Content-Type"], answer.read()
                except urllib.error.HTTPError as error:
                    status, kind, content = error.code, "text/plain", b""
                if self.path == "/service-worker.js" and relay.newer:
                    content += b"\n// a newer one"
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.send_header("Cache-Control", "no-cache")
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Relay)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> UpdatedApp:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
