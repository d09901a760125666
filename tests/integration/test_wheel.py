"""The wheel alone, in a bare environment without Node, serves the same app as the source tree."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import pytest

from e2e.server import Server

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built as `make dist` builds it."""
    if not (root / "client" / "dist" / "index.html").exists():
        pytest.fail("The field app is not built: run `make client`.", pytrace=False)
    out = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(root))
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def bare(wheel: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment with only the wheel and what serving needs."""
    folder = tmp_path_factory.mktemp("bare")
    run(sys.executable, "-m", "venv", str(folder))
    pip = (str(folder / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--require-hashes", "-r", str(root / "requirements" / "serve.txt"))
    run(*pip, "--no-deps", "--no-index", str(wheel))
    return folder / "bin"


def run(*command: str) -> str:
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=10) as response:
        return response.read()


def test_wheel_holds_app_content_and_licences(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())

    assert "attune/_client/index.html" in names
    assert "attune/_client/service-worker.js" in names
    assert "attune/_content/LICENSE.md" in names
    assert any(name.endswith("dist-info/licenses/LICENSE") for name in names)
    assert not any("node_modules" in name or "__pycache__" in name for name in names)


def test_wheel_is_the_same_bytes_each_time(wheel, root, tmp_path):
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(root))
    (again,) = tmp_path.glob("*.whl")

    assert hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(wheel.read_bytes()).digest()


def test_bare_environment_serves_the_same_app(bare, root, tmp_path):
    server = Server(tmp_path / "data", command=(str(bare / "attune"),), PATH=f"{bare}{os.pathsep}/nowhere")
    server.start()
    try:
        built = root / "client" / "dist"
        assert fetch(f"{server.url}/") == (built / "index.html").read_bytes()
        assert fetch(f"{server.url}/service-worker.js") == (built / "service-worker.js").read_bytes()
    finally:
        server.stop()
