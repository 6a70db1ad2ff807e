"""A docket of a million cases, and how long the staff's pages take on it."""

import statistics
import time
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bureau.models import Case, Category, Office, Township, User
from bureau.roles import Role
from tests.people import signed_in

# fmt: off
WORDS = [
    "过期", "牛奶", "超市", "退款", "电动车", "电池", "缩水", "羽绒服", "掉色", "预付卡", "健身房", "关门", "电梯", "困人",
    "年检", "加油站", "短斤少两", "电子秤", "农药", "化肥", "种子", "假冒", "白酒", "香烟", "保健品", "夸大", "宣传", "虚假",
    "广告", "网购", "快递", "破损", "手机", "维修", "加价", "空调", "安装", "收费", "冰箱", "漏水", "燃气灶", "熄火", "婴儿",
    "奶粉", "玩具", "甲醛", "家具", "装修", "瓷砖", "空鼓", "水泥", "标号", "钢筋", "汽车", "漏油", "轮胎", "鼓包", "驾校",
    "培训", "补习", "停课", "美容", "过敏", "化妆品", "药店", "处方", "医疗器械", "眼镜", "度数", "餐馆", "异物", "外卖", "变质",
    "食堂", "中毒", "茶叶", "包装", "月饼", "大闸蟹", "水产", "注水", "猪肉", "价格", "明码", "标价",
]
# fmt: on
COMMON, RARE = "退款", "大闸蟹 中毒 驾校"

# One statement: the words of a row come from a fixed list by arithmetic, so that every run loads the same docket.
LOAD = """
INSERT INTO bureau_case (kind, number, title, state, office_id, handler_id, enterprise_code, channel, category, township, opened_at,
                         closed_at, due_on, yellow_on, outcome, search, submission_key, version, updated_at)
SELECT (ARRAY['complaint','complaint','report','consultation'])[1 + n %% 4],
       'BE' || lpad(n::text, 12, '0'),
       words.title,
       CASE WHEN n %% 20 = 0 THEN 'submitted' WHEN n %% 4 = 2 THEN 'concluded' WHEN n %% 4 = 3 THEN 'answered' ELSE 'settled' END,
       (%(offices)s::bigint[])[1 + n %% %(office_count)s],
       CASE WHEN n %% 3 = 0 THEN (%(staff)s::bigint[])[1 + (n / 3) %% %(staff_count)s] END,
       '', 'web',
       (%(categories)s::text[])[1 + (n * 7) %% %(category_count)s],
       (%(townships)s::text[])[1 + (n * 11) %% %(township_count)s],
       %(now)s - n * interval '47 seconds',
       CASE WHEN n %% 20 <> 0 THEN %(now)s - n * interval '47 seconds' + interval '10 seconds' END,
       CASE WHEN n %% 20 = 0 THEN %(today)s::date + (n / 20 %% 60 - 10) END,
       CASE WHEN n %% 20 = 0 THEN %(today)s::date + (n / 20 %% 60 - 13) END,
       CASE WHEN n %% 20 <> 0 THEN 'settled' ELSE '' END,
       to_tsvector('simple', words.title || ' ' || words.body),
       NULL, 1, %(now)s
FROM generate_series(1, %(rows)s) AS n
CROSS JOIN LATERAL (
    SELECT w[1 + n %% k] || ' ' || w[1 + (n * 31) %% k] || ' ' || w[1 + (n / 7) %% k] AS title,
           w[1 + (n * 17) %% k] || ' ' || w[1 + (n / 3) %% k] || ' ' || w[1 + (n * 13 + 5) %% k] || ' '
           || w[1 + (n / 11) %% k] || ' ' || CASE WHEN n %% 2 = 0 THEN '退款' ELSE w[1 + (n / 5) %% k] END AS body
    FROM (SELECT %(words)s::text[] AS w, %(word_count)s AS k) AS vocabulary) AS words
"""


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of one page over its repetitions, and its queries."""

    name: str
    median: float
    p95: float
    queries: int


def load(rows: int) -> float:
    """Fill the docket; returns the seconds it took. Indexes of the big table are built after the rows, as any bulk load would."""
    started = time.perf_counter()
    offices = list(Office.objects.values_list("pk", flat=True))
    staff = list(User.objects.holding(Role.SEAT, Role.CLERK, Role.OFFICER).values_list("pk", flat=True))
    categories = list(Category.objects.values_list("code", flat=True))
    townships = list(Township.objects.values_list("code", flat=True))
    now = timezone.now()
    # All or nothing: a failed load must not leave the table without its indexes.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'bureau_case' AND indexname LIKE 'case_%%'")
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        cursor.execute(
            LOAD,
            {
                "rows": rows,
                "offices": offices,
                "office_count": len(offices),
                "staff": staff,
                "staff_count": len(staff),
                "categories": categories,
                "category_count": len(categories),
                "townships": townships,
                "township_count": len(townships),
                "words": WORDS,
                "word_count": len(WORDS),
                "now": now,
                "today": timezone.localdate(now),
            },
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for _, definition in indexes:
            cursor.execute(definition)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE bureau_case")
    return time.perf_counter() - started


def pages(today_offset_days: int = 30) -> dict[str, str]:
    """The lists the staff open all day, with their filters and searches."""
    since = timezone.localdate() - timedelta(days=today_offset_days)
    office = Case.objects.values("office_id").annotate(n=Count("id")).order_by("-n").first()
    return {
        "my queue": "?tab=mine",
        "my office's queue": "?tab=office",
        "late or nearly late": "?tab=late",
        "everything, newest first": "?tab=all&sort=received",
        "everything, by due date": "?tab=all&sort=due",
        "filter: state": "?tab=all&kind=complaint&state=submitted",
        "filter: category": "?tab=all&category=" + Category.objects.values_list("code", flat=True)[3],
        "filter: township": "?tab=all&township=" + Township.objects.values_list("code", flat=True)[3],
        "filter: office": f"?tab=all&office={office['office_id'] if office else ''}",
        "filter: red light": "?tab=all&light=red&status=open",
        "filter: last month": f"?tab=all&received_from={since}",
        f"search: common word ({COMMON})": f"?tab=all&q={COMMON}",
        f"search: three words ({RARE})": f"?tab=all&q={RARE}",
        "search: word and filter": f"?tab=all&q={COMMON}&kind=complaint&status=open",
        "search: number": "?tab=all&q=BE000000500000",
    }


def measure(client: Client, base: str, repetitions: int) -> list[Timing]:
    """Each page, asked for again and again through the whole of Django: middleware, view, queries, template."""
    return [time_page(name, client, base + query, repetitions) for name, query in pages().items()]


def time_page(name: str, client: Client, address: str, repetitions: int) -> Timing:
    """One page asked for `repetitions` times. Exits when it does not answer 200."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    # Counted at once: the next request empties the log.
    queries = len(captured)
    if getattr(response, "status_code", None) != 200:
        raise SystemExit(f"{name}: {response}")
    taken = []
    for _ in range(repetitions):
        started = time.perf_counter()
        client.get(address)
        taken.append((time.perf_counter() - started) * 1000)
    return Timing(name, statistics.median(taken), statistics.quantiles(taken, n=20)[18], queries)


def staff_client() -> Client:
    """A hotline seat, who sees the whole docket: the heaviest reader."""
    seat = User.objects.holding(Role.SEAT).first()
    if seat is None:
        raise SystemExit("No hotline seat: load the demo accounts first.")
    return signed_in(Client(), seat)
