"""Setting up: what a newcomer is told when something is in the way, and what a second run leaves alone."""

import importlib.util
import os
import stat
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parent.parent.parent / "deploy" / "bootstrap.py"


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module, at work on an empty folder."""
    spec = importlib.util.spec_from_file_location("bootstrap_under_test", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    venv = tmp_path / ".venv"
    for name, value in {"ROOT": tmp_path, "VENV": venv, "PYTHON": venv / "bin" / "python", "LOG": tmp_path / "var" / "setup.log"}.items():
        monkeypatch.setattr(module, name, value)
    return module


@pytest.mark.parametrize(
    ("output", "told"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: Could not install: [Errno 13] Permission denied: '/x'", "may not be written"),
        (
            "NewConnectionError('<pip>: Failed to establish a new connection: [Errno -3] Temporary failure in name resolution')",
            "cannot be reached",
        ),
        ("npm error code ENOTFOUND", "cannot be reached"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "not the one that was pinned"),
        ("The virtual environment was not created successfully because ensurepip is not available.", "python3-venv"),
        ("line one\nsomething unheard of", "something unheard of"),
        ("", "no reason was given"),
    ],
)
def test_complaints_of_tools_become_two_sentences(bootstrap: ModuleType, output: str, told: str) -> None:
    english, chinese = str(bootstrap.explain(output, "Step", "步骤")).split("\n")
    assert english.startswith("Step failed: ")
    assert told in english
    assert chinese.startswith("步骤失败")


def test_a_failing_tool_is_told_and_logged(bootstrap: ModuleType) -> None:
    failing = [sys.executable, "-c", "import sys; print('Network is unreachable'); sys.exit(2)"]
    with pytest.raises(bootstrap.SetupError, match="index cannot be reached"):
        bootstrap.run(failing, "Installing", "安装")
    assert "Network is unreachable" in bootstrap.LOG.read_text()


def test_too_little_disk_is_told_before_anything_is_made(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "NEEDED_BYTES", 10**18)
    with pytest.raises(bootstrap.SetupError, match="free disk"):
        bootstrap.make_venv()
    assert not bootstrap.VENV.exists()


def test_packages_are_installed_again_only_when_the_pins_change(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "run", lambda command, *_: ran.append(command))
    bootstrap.VENV.mkdir()
    pins = bootstrap.ROOT / "requirements.txt"
    pins.write_text("django==5.2\n")
    bootstrap.install_packages()
    bootstrap.install_packages()
    assert len(ran) == 1
    assert "--require-hashes" in ran[0]
    pins.write_text("django==5.2.1\n")
    bootstrap.install_packages()
    assert len(ran) == 2


def test_assets_are_copied_without_source_maps(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    for source, _ in bootstrap.ASSETS:
        path = bootstrap.ROOT / "node_modules" / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"body{}\n/*# sourceMappingURL=x.css.map */\n//# sourceMappingURL=x.js.map\n")
    for name in ("package.json", "package-lock.json", "deploy/bootstrap.py"):
        (bootstrap.ROOT / name).parent.mkdir(exist_ok=True)
        (bootstrap.ROOT / name).write_text(name)
    monkeypatch.setattr(bootstrap, "run", lambda *_: None)
    monkeypatch.setattr(bootstrap, "npm", lambda: ["npm"])
    bootstrap.install_assets(again=False)
    vendor = bootstrap.ROOT / "static" / "vendor"
    assert (vendor / "bootstrap.min.css").read_bytes() == b"body{}\n"
    assert (vendor / "htmx.min.js").read_bytes() == b"body{}\n"
    assert b"sourceMappingURL" in (vendor / "fonts" / "bootstrap-icons.woff2").read_bytes(), "fonts are copied byte for byte"
    (vendor / "htmx.min.js").unlink()
    bootstrap.install_assets(again=False)
    assert (vendor / "htmx.min.js").exists(), "a missing file is copied again"


def executable(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def test_an_old_python_hands_over_to_a_newer_one_on_the_path(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    executable(tmp_path / "python3.13", "#!/bin/sh\nexit 127\n")  # the shim of a version manager, with nothing behind it
    executable(tmp_path / "python3.12", "#!/bin/sh\nexit 0\n")
    monkeypatch.setenv("PATH", str(tmp_path))
    handed: list[str] = []
    monkeypatch.setattr(os, "execv", lambda program, arguments: handed.append(program))
    bootstrap.start_again_with_newer_python()
    assert handed == [str(tmp_path / "python3.12")]


def test_an_old_python_alone_is_told_what_is_needed(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert bootstrap.start_again_with_newer_python() == 1
    told = capsys.readouterr().err
    assert told.startswith("Python 3.11 or newer is needed, found 3.")
    assert "需要 Python 3.11" in told


def test_an_unwritable_checkout_ends_with_a_sentence_and_no_traceback(tmp_path: Path) -> None:
    """The whole script, run for real where it may not write: a file stands where the environment should be made."""
    (tmp_path / "deploy").mkdir()
    (tmp_path / "deploy" / "bootstrap.py").write_bytes(SCRIPT.read_bytes())
    (tmp_path / "requirements.txt").write_text("")
    (tmp_path / "var").write_text("in the way")
    done = subprocess.run([sys.executable, str(tmp_path / "deploy" / "bootstrap.py")], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "failed" in done.stderr
    assert "失败" in done.stderr
    assert "Traceback" not in done.stderr
