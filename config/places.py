"""Where the embedded servers keep their data, and which account they run under.

PostgreSQL refuses to run as root. Started by root (a container, CI) it therefore runs as the owner of its data or as
`nobody`; if that account cannot enter the checkout, data and programs move to a folder of their own under /var/tmp.
"""

import hashlib
import os
import pwd
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"
# sun_path holds 104 bytes on macOS and 108 on Linux; some is left for the names the servers add.
LONGEST_SOCKET = 100
# Outside the checkout. Anybody may write there, so what is found there is checked for its owner.
REFUGE = Path("/var/tmp")  # noqa: S108
REFUGE_NAME = "bureau-portal-"


class ServicesError(RuntimeError):
    """An embedded server cannot be started or reached; the text is a sentence for the person at the keyboard."""


@dataclass(frozen=True)
class Account:
    """The system account the servers run under when root started them."""

    uid: int
    gid: int

    def can_enter(self, folder: Path) -> bool:
        """Whether this account may pass through `folder` and everything above it."""
        return all(self._may_search(step) for step in (folder, *folder.parents))

    def _may_search(self, folder: Path) -> bool:
        status = folder.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)


@dataclass(frozen=True)
class Place:
    """The folder of one embedded server and the account it belongs to; `account` is None when no change is needed."""

    folder: Path
    account: Account | None

    @property
    def moved(self) -> bool:
        """Whether the data lies outside the checkout."""
        return self.folder.parent.parent == REFUGE and self.folder.parent.name.startswith(REFUGE_NAME)

    def socket(self, name: str) -> Path | None:
        """Path of a Unix socket in this place, or None when it would be too long for the system."""
        path = self.folder / name
        return path if len(os.fsencode(path)) < LONGEST_SOCKET else None


def place_for(name: str, var: Path) -> Place:
    """Make the folder of the server `name` and say who runs it. Raises ServicesError when it cannot be used."""
    open_folder(var)
    if os.geteuid() != 0:
        return Place(_private(var / name, None), None)
    account = _account(var / name)
    home = var if account.can_enter(var) else _refuge(var)
    return Place(_private(home / name, account), account)


def open_folder(folder: Path) -> Path:
    """Make `folder` (whatever the umask, others may pass through it: the data inside has its own, private folders)."""
    try:
        if not folder.exists():
            folder.mkdir(parents=True)
            folder.chmod(0o755)
    except OSError as error:
        raise ServicesError(f"The folder {folder} cannot be made: {error.strerror}.") from error
    return folder


def programs(source: Path, parts: list[str], place: Place, version: str) -> Path:
    """The folder that holds `parts` of a wheel where the account can run them: the wheel's own, or a copy in reach."""
    if place.account is None or place.account.can_enter(source):
        return source
    target = place.folder.parent / f"{place.folder.name}-programs-{version}"
    if target.exists():
        return target
    half = target.with_name(f"{target.name}.{os.getpid()}")
    for part in parts:
        whole = source / part
        if whole.is_dir():
            shutil.copytree(whole, half / part, symlinks=True)
        elif whole.exists():
            (half / part).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(whole, half / part)
    for folder in (half, *(path for path in half.rglob("*") if path.is_dir())):
        folder.chmod(0o755)
    half.rename(target)
    return target


def _account(folder: Path) -> Account:
    """The owner of data already there, else `nobody`."""
    if folder.exists() and folder.stat().st_uid != 0:
        status = folder.stat()
        return Account(status.st_uid, status.st_gid)
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError as error:
        raise ServicesError("PostgreSQL does not run as root, and this system has no account 'nobody' to run it under.") from error
    return Account(entry.pw_uid, entry.pw_gid)


def _refuge(var: Path) -> Path:
    """A folder outside the checkout, one per checkout, that belongs to root and nobody else could have prepared."""
    name = hashlib.sha256(os.fsencode(var.resolve())).hexdigest()[:12]
    folder = open_folder(REFUGE / f"{REFUGE_NAME}{name}")
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        raise ServicesError(f"{folder} belongs to somebody else; remove it, or move the checkout to a folder everyone may enter.")
    return folder


def _private(folder: Path, account: Account | None) -> Path:
    owner = os.geteuid() if account is None else account.uid
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if account is not None and folder.stat().st_uid == 0:
            os.chown(folder, account.uid, account.gid)
    except OSError as error:
        raise ServicesError(f"The folder {folder} cannot be prepared: {error.strerror}.") from error
    if folder.stat().st_uid != owner:
        raise ServicesError(f"{folder} belongs to another user (uid {folder.stat().st_uid}); start as that user, or remove the folder.")
    return folder
