"""A register of a million enterprises and a ledger of five million obligations, and how long their pages take."""

import time
from datetime import timedelta

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench.docket import Timing, time_page
from bureau.models import Township
from enterprises.models import Enterprise, Industry, Membership, ObligationKind
from tests.factories.enterprises import MembershipFactory
from tests.people import enterprise_user, signed_in

# A brand of two characters, what the business does, its legal form: names as they are, by arithmetic, the same at every run.
BRANDS = (
    "鑫源东方华泰天成金桥永安宏达恒瑞盛世嘉禾瑞丰广源中联大明新创长江润泽万隆德胜祥云安邦吉利富民益康同仁百盛千禧运河镇淮漕运清江古城翔宇"
)
TRADES = [
    "食品",
    "机械",
    "电梯",
    "化工",
    "服饰",
    "电子",
    "建材",
    "粮油",
    "医药",
    "包装",
    "纺织",
    "商贸",
    "物流",
    "餐饮",
    "水产",
    "农机",
    "印刷",
]
FORMS = ["有限公司", "有限责任公司", "厂", "经营部", "专业合作社", "店"]
REGIONS = ["淮安市", "淮安", "江苏", "淮安市楚州区", ""]
COMMON, RARE = "公司", "运梯"

ENTERPRISES = """
INSERT INTO enterprises_enterprise (code, name, search_text, legal_representative, address, township, industry_section, industry_division,
                                    status, scale, tags, main_products, phone, source, change_cycle, version, created_at, updated_at)
SELECT code, name, name, legal, address, township, section, division, status, '', tags, '', '', 'import', 0, 1, moment, moment
FROM (
    -- Codes are as little in the order of entry as in life.
    SELECT '91320803' || reverse(lpad(n::text, 9, '0')) || '0' AS code,
           (%(regions)s::text[])[1 + n %% 5] || substr(%(brands)s, 1 + ((n::bigint * 7919) %% %(brand_count)s)::int, 1)
           || substr(%(brands)s, 1 + ((n::bigint * 104729 / 13) %% %(brand_count)s)::int, 1)
           || substr(%(brands)s, 1 + ((n / 97) %% %(brand_count)s), 1)
           || (%(trades)s::text[])[1 + (n / 5) %% %(trade_count)s] || (%(forms)s::text[])[1 + (n / 3) %% %(form_count)s] AS name,
           substr('王李张刘陈杨赵黄周吴', 1 + n %% 10, 1) || substr('建国志强晓明丽华', 1 + (n / 10) %% 7, 2) AS legal,
           '翔宇大道 ' || n %% 900 || ' 号' AS address,
           (%(townships)s::text[])[1 + (n * 11) %% %(township_count)s] AS township,
           (%(sections)s::text[])[1 + (n / 2) %% %(division_count)s] AS section,
           (%(divisions)s::text[])[1 + (n / 2) %% %(division_count)s] AS division,
           CASE WHEN n %% 12 = 0 THEN 'cancelled' WHEN n %% 50 = 1 THEN 'suspended' ELSE 'operating' END AS status,
           CASE WHEN n %% 100 = 0 THEN ARRAY['key']::varchar[] ELSE '{}' END AS tags,
           %(now)s - n * interval '41 seconds' AS moment
    FROM generate_series(1, %(rows)s) AS n) AS made
"""
OBLIGATIONS = """
INSERT INTO enterprises_obligation (enterprise_id, kind_id, action, source_type, source_id, cycle, title, township, source_date, due_on,
                                    opens_on, state, closed_on, note, created_at, updated_at)
SELECT enterprise.id, (%(kinds)s::bigint[])[kind], (%(actions)s::text[])[kind], 'bench', n, 0, '电梯 ' || n, enterprise.township,
       due, due, due - 60, state, CASE WHEN state <> 'open' THEN due - 5 END, '', %(now)s, %(now)s
FROM (
    SELECT n, %(first)s + n %% %(rows)s AS id, 1 + (n / 7) %% %(kind_count)s AS kind,
           CASE WHEN n %% 5 < 3 THEN 'open' WHEN n %% 20 = 4 THEN 'cancelled' ELSE 'met' END AS state,
           CASE WHEN n %% 5 < 3 THEN %(today)s::date + ((n::bigint * 31) %% 660)::int - 60 ELSE %(today)s::date - (n / 5) %% 900 END AS due
    FROM generate_series(1, %(obligations)s) AS n) AS made
JOIN enterprises_enterprise AS enterprise USING (id)
"""


def load(rows: int, obligations: int) -> float:
    """Fill register and ledger; returns the seconds it took. Indexes are built after the rows, as any bulk load would."""
    started = time.perf_counter()
    divisions = list(Industry.objects.exclude(code__regex="^[A-Z]$").values_list("section", "code"))
    townships = list(Township.objects.values_list("code", flat=True))
    now = timezone.now()
    words = {
        **{"rows": rows, "now": now, "brands": BRANDS, "brand_count": len(BRANDS)},
        **{"regions": REGIONS, "trades": TRADES, "trade_count": len(TRADES), "forms": FORMS, "form_count": len(FORMS)},
        **{"townships": townships, "township_count": len(townships), "division_count": len(divisions)},
        **{"sections": [section for section, _ in divisions], "divisions": [code for _, code in divisions]},
    }
    _fill("enterprises_enterprise", "ent_%", ENTERPRISES, words)
    kinds = list(ObligationKind.objects.order_by("pk").values_list("pk", "action"))
    first = Enterprise.objects.order_by("pk").values_list("pk", flat=True)[0]
    words = {
        **{"rows": rows, "obligations": obligations, "now": now, "today": timezone.localdate(now), "first": first},
        **{"kinds": [pk for pk, _ in kinds], "actions": [action for _, action in kinds], "kind_count": len(kinds)},
    }
    _fill("enterprises_obligation", "obl_%", OBLIGATIONS, words)
    return time.perf_counter() - started


def _fill(table: str, indexes_like: str, statement: str, words: dict[str, object]) -> None:
    """All or nothing: a failed load must not leave the table without its indexes."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname LIKE %s AND NOT EXISTS "
            "(SELECT FROM pg_constraint WHERE conname = indexname)",
            [table, indexes_like],
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute(statement, words)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for _name, definition in indexes:
            cursor.execute(definition)
    with connection.cursor() as cursor:
        cursor.execute(f'VACUUM ANALYZE "{table}"')


def staff_pages() -> dict[str, str]:
    """The register's list and the ledger's, with their filters and searches."""
    register, obligations = reverse("enterprises:register"), reverse("enterprises:obligations")
    town = Township.objects.values_list("code", flat=True)[3]
    kind = ObligationKind.objects.order_by("pk").values_list("code", flat=True)[2]
    some = Enterprise.objects.order_by("pk")[501]
    month = timezone.localdate() + timedelta(days=31)
    return {
        "register, newest first": register,
        "register, recently changed": f"{register}?sort=changed",
        "register: township": f"{register}?township={town}",
        "register: industry": f"{register}?division={some.industry_division}",
        "register: town and section": f"{register}?township={town}&section={some.industry_section}",
        "register: status": f"{register}?status=suspended",
        "register: tag": f"{register}?tag=key",
        f"search: two characters, common ({COMMON})": f"{register}?q={COMMON}",
        "search: two characters, usual (电梯)": f"{register}?q=电梯",
        f"search: two characters, rare ({RARE})": f"{register}?q={RARE}",
        "search: two characters and township": f"{register}?q=鑫源&township={town}",
        "search: a whole name": f"{register}?q={some.name}",
        "search: two characters nobody has": f"{register}?q=髙矗",
        "search: code": f"{register}?q={some.code}",
        "search: first figures of a code": f"{register}?q={some.code[:13]}",
        "obligations: open": obligations,
        "obligations: late": f"{obligations}?tab=late",
        "obligations: coming up": f"{obligations}?tab=coming",
        "obligations: ended": f"{obligations}?tab=ended",
        "obligations: township": f"{obligations}?township={town}",
        "obligations: action": f"{obligations}?action=renew",
        "obligations: township and kind": f"{obligations}?township={town}&kind={kind}",
        "obligations: late, township and action": f"{obligations}?tab=late&township={town}&action=verify",
        "obligations: one enterprise": f"{obligations}?enterprise={some.code}",
        "obligations: a month": f"{reverse('enterprises:obligations-month')}?month={month:%Y-%m}",
        "obligations: a month of a township": f"{reverse('enterprises:obligations-month')}?month={month:%Y-%m}&township={town}",
        "enterprise page": reverse("enterprises:enterprise", args=[some.code]),
    }


def desk_pages(membership: Membership) -> dict[str, str]:
    """What the enterprise opens."""
    code = membership.enterprise.code
    names = ("desk-home", "desk-obligations", "desk-obligations-month")
    return {f"desk: {name}": reverse(f"enterprises:{name}", kwargs={"code": code}) for name in names}


def measure(staff: Client, repetitions: int) -> list[Timing]:
    """Each page, asked for again and again through the whole of Django: middleware, view, queries, template."""
    membership = MembershipFactory(enterprise=Enterprise.objects.order_by("pk")[502], user=enterprise_user())
    member = signed_in(Client(), membership.user, second_factor=False)
    timings = [time_page(name, staff, address, repetitions) for name, address in staff_pages().items()]
    return timings + [time_page(name, member, address, repetitions) for name, address in desk_pages(membership).items()]
