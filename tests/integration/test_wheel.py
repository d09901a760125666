"""The wheel alone, in a bare environment without Node, serves the same app as the source tree."""

from __future__ import annotations

import hashlib
import json
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


def run(*command: str, cwd: Path | None = None) -> str:
    result = subprocess.run(command, capture_output=True, text=True, cwd=cwd)
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
    assert {"attune/_words/en.json", "attune/_words/en.screens.json"} <= names
    assert any(name.endswith("dist-info/licenses/LICENSE") for name in names)
    assert not any("node_modules" in name or "__pycache__" in name for name in names)


def test_wheel_is_the_same_bytes_each_time(wheel, root, tmp_path):
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(root))
    (again,) = tmp_path.glob("*.whl")

    assert hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(wheel.read_bytes()).digest()


def test_content_of_the_wheel_is_that_of_the_tree(bare, tmp_path):
    in_wheel = json.loads(run(str(bare / "attune"), "check", "--json", cwd=tmp_path))
    in_tree = json.loads(run(sys.executable, "-m", "attune", "check", "--json", cwd=tmp_path))

    assert in_wheel["faults"] == []
    assert in_wheel["release"] == in_tree["release"]


def test_wheel_runs_the_guide_without_the_tree(bare, tmp_path):
    answers = tmp_path / "answers.yaml"
    answers.write_text("sui_thoughts_now: true\n")

    found = json.loads(run(str(bare / "attune"), "assess", "sui", "-a", str(answers), "--json", cwd=tmp_path))

    assert found["release"].startswith("0.")
    assert found["next"] is not None


def test_wheel_takes_out_the_app_words_for_translators_too(bare, tmp_path):
    run(str(bare / "attune"), "po", "extract", "--output", "all.pot", cwd=tmp_path)

    template = (tmp_path / "all.pot").read_text("utf-8")
    assert 'msgctxt "app:today.title"' in template
    assert 'msgctxt "sui_thoughts_now:ask"' in template


def test_bare_environment_serves_the_same_app(bare, root, tmp_path):
    server = Server(tmp_path / "data", command=(str(bare / "attune"),), PATH=f"{bare}{os.pathsep}/nowhere")
    server.start()
    try:
        built = root / "client" / "dist"
        assert fetch(f"{server.url}/") == (built / "index.html").read_bytes()
        assert fetch(f"{server.url}/service-worker.js") == (built / "service-worker.js").read_bytes()
    finally:
        server.stop()
