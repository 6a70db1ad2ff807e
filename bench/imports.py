"""The import of a whole file of enterprises next to a bare COPY of the same rows into a table exactly like the register."""

import csv
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import xlsxwriter
from django.conf import settings
from django.core.files import File
from django.db import connection
from django.utils import timezone
from stdnum.cn import uscc

from bureau.models import Township, User
from enterprises.imports import runs
from enterprises.models import Enterprise, ImportRun

HEADERS = (
    *("统一社会信用代码", "企业名称", "法定代表人", "住所", "所属乡镇", "行业", "登记状态", "企业规模", "成立日期", "主要产品"),
    *("企业电话", "联系人", "联系电话"),
)
FIELDS = (
    *("code", "name", "legal_representative", "address", "township", "industry", "status", "scale", "founded_on", "main_products"),
    *("phone", "contact_name", "contact_phone"),
)
COPIED = (
    "code, name, search_text, legal_representative, address, township, industry_section, industry_division, status, scale, tags, "
    "founded_on, main_products, phone, source, change_cycle, version, created_at, updated_at"
)
# fmt: off
MARKS = ["丰华", "恒源", "金桥", "瑞祥", "鼎盛", "宏达", "天润", "永昌", "绿洲", "蓝天", "德信", "博远", "海川", "万里", "同兴", "新宇"]
TRADES = ["食品", "机械", "建材", "商贸", "物流", "电子", "纺织", "化工", "农业", "科技", "餐饮", "电梯", "水产", "包装", "汽车", "家具"]
PEOPLE = ["王芳", "李强", "张伟", "刘洋", "陈静", "杨勇", "赵敏", "黄磊", "周杰", "吴霞"]
# fmt: on
WATCH_SECONDS = 0.02
TWIN, PLAIN = "bench_register_twin", "bench_plain"


@dataclass(frozen=True, slots=True)
class Round:
    """Seconds of one round, and megabytes at the peak of the worker with the process that unpacks the workbook for it."""

    twin: float
    plain: float
    check: float
    apply: float
    peak: float


@dataclass(frozen=True, slots=True)
class Result:
    """All rounds over so many rows."""

    rows: int
    rounds: list[Round]

    def rate(self, *names: str) -> float:
        """Rows per second through these steps together, median of the rounds."""
        return statistics.median(self.rows / sum(getattr(one, name) for name in names) for one in self.rounds)

    def ratio(self, name: str) -> float:
        """Rate of the whole import by the rate of a bare COPY into `twin` or `plain`, median of the rounds."""
        return statistics.median(getattr(one, name) / (one.check + one.apply) for one in self.rounds)

    @property
    def peak(self) -> float:
        """Megabytes, the worst of the rounds."""
        return max(one.peak for one in self.rounds)


def measure(rows: int, rounds: int) -> Result:
    """Each round: COPY into the twin, COPY into a bare table, then the spreadsheet through the real import in a process of its own."""
    if Enterprise.objects.exists():
        raise SystemExit("The register of this database is not empty, and the bench would empty it. Give it a database of its own.")
    with tempfile.TemporaryDirectory(prefix="bench-import-") as folder:
        table, sheet = Path(folder) / "rows.csv", Path(folder) / "rows.xlsx"
        _write(rows, table, sheet)
        _create_tables()
        try:
            return Result(rows, [_round(table, sheet) for _ in range(rounds)])
        finally:
            _sql(f"DROP TABLE {TWIN}, {PLAIN}")
            _empty_register()


def _round(table: Path, sheet: Path) -> Round:
    twin, plain = _copy(TWIN, table), _copy(PLAIN, table)
    _empty_register()
    worker = _run_worker(_upload(sheet))
    return Round(twin, plain, *worker)


def _rows(count: int) -> Iterator[Sequence[str]]:
    """The cells of the spreadsheet, by arithmetic: every run measures the same file."""
    town = Township.objects.order_by("pk").first()
    for n in range(count):
        body = f"91320803{n + 10_000_000:08d}X"
        sign, other = MARKS[n % 16], chr(0x4E00 + n * 7 % 6000) + chr(0x5000 + n // 16 % 6000)
        name = f"淮安市楚州区{sign}{other}{TRADES[n // 3 % 16]}有限公司"
        person = PEOPLE[n % 10]
        yield (
            *(body + str(uscc.calc_check_digit(body)), name, person, f"淮城镇翔宇大道{n % 900}号", town.label if town else "", "C14"),
            *("存续", "小型", "2010年5月1日", f"速冻食品{n % 77}", f"0517-85{n % 1_000_000:06d}", person, f"139517{n % 100_000:05d}"),
        )


def _write(count: int, table: Path, sheet: Path) -> None:
    """The same rows as a text file for COPY, already clean, and as a workbook as people send it."""
    town = Township.objects.order_by("pk").first()
    now = timezone.now().isoformat()
    with table.open("w", newline="") as file, xlsxwriter.Workbook(str(sheet), {"constant_memory": True}) as book:
        lines, page = csv.writer(file), book.add_worksheet()
        page.write_row(0, 0, HEADERS)
        for number, row in enumerate(_rows(count), start=1):
            page.write_row(number, 0, row)
            code, name, head, address, products, phone = (row[place] for place in (0, 1, 2, 3, 9, 10))
            clean = [code, name, name, head, address, town.code if town else "", "C", "14", "operating", "small", "{}", "2010-05-01"]
            lines.writerow([*clean, products, phone, "import", 0, 1, now, now])


def _create_tables() -> None:
    """The twin has all of the register's columns, generated ones too, its constraints and its indexes; the plain table has columns only."""
    _sql(f"CREATE TABLE {TWIN} (LIKE enterprises_enterprise INCLUDING ALL)")
    _sql(f"ALTER TABLE {TWIN} ADD FOREIGN KEY (merged_into_id) REFERENCES {TWIN} (id) DEFERRABLE INITIALLY DEFERRED")
    _sql(f"CREATE TABLE {PLAIN} AS SELECT {COPIED} FROM enterprises_enterprise LIMIT 0")


def _copy(name: str, table: Path) -> float:
    _sql(f"TRUNCATE {name}")
    with table.open() as file, connection.cursor() as cursor:
        started = time.perf_counter()
        cursor.copy_expert(f"COPY {name} ({COPIED}) FROM STDIN WITH (FORMAT csv)", file)
        return time.perf_counter() - started


def _empty_register() -> None:
    _sql("TRUNCATE enterprises_enterprise, enterprises_importrow CASCADE")


def _sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _upload(sheet: Path) -> int:
    """A run whose columns somebody has confirmed and which is claimed for checking, as by a click."""
    mapping = {str(place): name for place, name in enumerate(FIELDS)}
    by = User.objects.order_by("pk").first()
    run = ImportRun(kind="enterprise", file_name=sheet.name, mapping=mapping, made_by=by, made_at=timezone.now(), state="checking")
    with sheet.open("rb") as file:
        run.file.save(f"imports/{sheet.name}", File(file), save=True)
    return run.pk


def _run_worker(run_id: int) -> tuple[float, float, float]:
    command = [sys.executable, "manage.py", "bench_import", str(run_id)]
    done = subprocess.run(command, cwd=settings.BASE_DIR, check=True, stdout=subprocess.PIPE)
    check, apply, peak = json.loads(done.stdout)
    return check, apply, peak


def work(run_id: int) -> tuple[float, float, float]:
    """The worker's part, in a process of its own: seconds of checking and of taking over, megabytes at the peak."""
    run = ImportRun.objects.get(pk=run_id)
    with _watched_memory() as peak:
        started = time.perf_counter()
        runs.check(run_id, at=timezone.now())
        checked = time.perf_counter()
        ImportRun.objects.filter(pk=run_id, state=ImportRun.State.CHECKED).update(state=ImportRun.State.APPLYING)
        runs.apply(run_id, by=run.made_by, at=timezone.now())
        applied = time.perf_counter()
    run.refresh_from_db()
    if run.state != ImportRun.State.APPLIED or run.new != run.total or Enterprise.objects.count() != run.total:
        raise SystemExit(f"{run.state}: {run.error} ({run.refused} refused of {run.total})")
    run.file.delete(save=True)
    return checked - started, applied - checked, max(peak)


@contextmanager
def _watched_memory() -> Iterator[list[float]]:
    """Megabytes this process and its children hold together, looked at again and again.

    `getrusage` would not do: a process begins with the peak of the one that started it.
    """
    seen: list[float] = []
    done = threading.Event()
    process = psutil.Process()

    def look() -> None:
        while not done.wait(WATCH_SECONDS):
            seen.append(sum(_resident(one) for one in (process, *process.children())))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield seen
    finally:
        done.set()
        watcher.join()


def _resident(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss) / 1024 / 1024
    except psutil.NoSuchProcess:
        return 0.0
