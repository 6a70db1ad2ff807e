"""Taking a spreadsheet in: judged by its content, stored privately under a random name. `runs` deletes it again."""

import uuid
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile

from bureau.models import User
from bureau.upload_kinds import HEAD_BYTES, OLE_MAGIC, name_content
from bureau.upload_names import clean_name
from enterprises.imports.delimited import unmarked_utf_16
from enterprises.imports.headers import known_headers
from enterprises.imports.limits import FILE_BYTES, MEGABYTE
from enterprises.imports.packages import check_package
from enterprises.imports.refusals import FileRefused
from enterprises.imports.workbook import open_path
from enterprises.models import ImportRun

PACKED = b"PK\x03\x04"
# Text never holds these signs; what does is no text, whatever it is called.
NOT_TEXT = frozenset(range(9)) | frozenset(range(14, 27)) | frozenset(range(28, 32))
OTHER_TEXT = (b"%PDF-", b"{\\rtf", b"#!", b"%!PS")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def receive(upload: UploadedFile, *, kind: str, by: User, at: datetime) -> ImportRun:
    """Check and store a file as a new run whose columns wait to be confirmed. Raises FileRefused; then nothing is kept of it."""
    if not upload.size:
        raise FileRefused("empty-file")
    if upload.size > FILE_BYTES:
        raise FileRefused("file-too-big", size=f"{upload.size / MEGABYTE:.1f}", limit=FILE_BYTES // MEGABYTE)
    with TemporaryDirectory(prefix="import-") as folder:
        path = Path(folder, "upload")
        with path.open("wb") as copy:
            for chunk in upload.chunks():
                copy.write(chunk)
        # The library that reads it goes by the name; what the sender called it says nothing.
        path = path.rename(path.with_suffix(f".{check_content(path)}"))
        sheet = open_path(path, known=known_headers(kind))
        try:
            if next(sheet.rows(), None) is None:
                raise FileRefused("no-rows")
        finally:
            sheet.close()
        run = ImportRun(kind=kind, file_name=clean_name(upload.name or ""), sheet=sheet.name, made_by=by, made_at=at)
        with path.open("rb") as content:
            run.file.save(f"imports/{at:%Y/%m}/{uuid.uuid4().hex}{path.suffix}", File(content), save=False)
    try:
        run.save()
    except BaseException:
        # Whatever happened to the row, a file without one would lie there unseen for ever.
        run.file.storage.delete(str(run.file.name))
        raise
    return run


def check_content(path: Path) -> str:
    """The suffix of what the file really is: xlsx, ods, xls or csv. Raises FileRefused."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        if head.startswith(PACKED):
            return check_package(path)
        if head.startswith(OLE_MAGIC):
            return _check_old_workbook(path)
        if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            raise FileRefused("web-page")
        is_text = bool(head.startswith(UTF_16) or not NOT_TEXT.intersection(head) or unmarked_utf_16(head))
        if not is_text or head.startswith(OTHER_TEXT):
            raise FileRefused("wrong-type", really=name_content(head, file))
    return "csv"


def _check_old_workbook(path: Path) -> str:
    """A compound file: an Excel 97 workbook, a new one locked by a password, or something else of Office."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise FileRefused("encrypted")
    if not any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        with path.open("rb") as file:
            raise FileRefused("wrong-type", really=name_content(content[:HEAD_BYTES], file))
    return "xls"
