"""Which penalty cases, penalties on the spot and measures the demo has: in every state that is to be seen. No database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import NAMESPACE_URL, UUID, uuid5

from bureau.calendar import Calendar
from config.demo_data import penalties_spot_stories as spot
from config.demo_data import penalties_stories as stories
from config.demo_data.diary import SHANGHAI, at_minute
from config.demo_data.penalties_stories import Course, Story
from config.demo_data.permits_stories import Step

PENALTY, SPOT, MEASURE = "penalty", "spot-penalty", "measure"
OPENS, NOBODY = 8 * 60 + 40, -1
# The file of the bank comes so many working days before today, in the afternoon; so many days before the lead the act ended.
BANK_AGO, BANK_MINUTE, ACT_BEFORE = 6, 17 * 60 + 10, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One matter: `ago` working days before today (measures: days). `firm`: serial of an enterprise of the demo, else `party` is named.

    `fine` and `gain` in yuan. `paid`: on which day after the lead, and how many of the payments asked for. `about`: place of the case a
    measure belongs to. `act` of a measure: seal, seize or hold.
    """

    story: Story
    ago: int
    act: str
    item: str = ""
    kind: str = PENALTY
    firm: int = NOBODY
    party: str = ""
    source: str = "inspection"
    fine: Decimal = Decimal(0)
    gain: Decimal = Decimal(0)
    tier: str = "light"
    sanctions: tuple[str, ...] = ("责令改正", "罚款")
    paid: tuple[int, int] | None = None
    about: int | None = None
    things: Sequence[tuple[str, str, int, str, int]] = ()
    way: str = ""
    is_urgent: bool = False


FINED, STOPPED, GAINED = ("责令改正", "罚款"), ("责令停止使用", "罚款"), ("责令改正", "没收违法所得", "罚款")
LIFT = "电梯维护保养单位未按照安全技术规范的要求，每十五日对乘客电梯进行一次维护保养，缺少维护保养记录四次。"
FORKLIFT = "在厂区内使用未经定期检验的内燃平衡重式叉车一台，检验有效期届满后仍继续使用。"
ELEVATOR = "使用未经定期检验的载货电梯一台，检验有效期届满后仍继续使用。"
BOILER = "使用未经定期检验的生物质蒸汽锅炉一台，检验有效期届满后仍继续使用。"
CABLE = "销售外购的、未取得生产许可证的列入目录产品架空绝缘电缆十二盘，货值金额四万元。"
BLANKET = "销售未取得生产许可证的列入目录产品电热毯八十条，货值金额四千元。"
VALVE = "销售未取得生产许可证的列入目录产品燃气调压器，销售金额六十余万元。"
PRICES = "货架上二十六种商品没有标明价格，未按规定明码标价。"
SCALE = "用于贸易结算的电子台秤三台属于强制检定范围，未按照规定申请检定。"
WEIGHBRIDGE = "用于贸易结算的电子汽车衡一台属于强制检定范围，未按照规定申请检定。"
RECORDS = "特种设备销售单位未建立特种设备检查验收和销售记录制度。"
ADVERT = "广告发布者未按照国家有关规定建立、健全广告业务管理制度，未查验广告主的证明文件。"
WASTE = "销售的电器电子产品未按照规定提供有毒有害物质含量、回收处理提示性说明等信息。"
HINT = "餐厅未主动进行防止食品浪费提示提醒，点餐区没有任何提示。"
# Name, model, quantity, unit, value of one in yuan.
CHARGERS = (("电动自行车充电器", "48V/3A", 120, "只", 38), ("电动自行车充电器", "60V/3A", 60, "只", 45))
CABLES = (("架空绝缘电缆", "JKLYJ-10 70", 12, "盘", 3300),)
WIRES = (("阻燃电线", "ZR-BV 2.5", 36, "卷", 128),)
FOOD = (("无标签桶装食用油", "20 L", 14, "桶", 160), ("超过保质期的面粉", "25 kg", 9, "袋", 92))
GAUGES = (("压力表", "Y-100 1.6 MPa", 30, "只", 42),)
BOOKS = (("进货台账", "2026 年", 2, "本", 5), ("销售单据", "近三个月", 46, "张", 1))

# The first `FEWEST` are there at every scale; one that is about another comes after it.
FEWEST = 13
# fmt: off
DRAFTS: tuple[Draft, ...] = (
    Draft(story=stories.investigating, ago=8, item="CF-141", act=CABLE, firm=1, source="report", fine=Decimal(60000), sanctions=FINED),
    Draft(story=stories.noticed, ago=15, item="CF-091", act=FORKLIFT, firm=3, fine=Decimal(35000), sanctions=STOPPED),
    Draft(story=stories.asked, ago=18, item="CF-091", act=FORKLIFT, firm=0, fine=Decimal(150000), tier="ordinary", sanctions=STOPPED),
    Draft(story=stories.closed, ago=53, item="CF-091", act=FORKLIFT, firm=2, fine=Decimal(32000), sanctions=STOPPED, paid=(32, 2)),
    Draft(story=stories.in_parts, ago=41, item="CF-091", act=ELEVATOR, firm=4, fine=Decimal(34000), sanctions=STOPPED, paid=(33, 1)),
    Draft(story=stories.late, ago=48, item="CF-091", act=BOILER, firm=6, fine=Decimal(31000), sanctions=STOPPED),
    Draft(story=stories.withdrawn, ago=51, item="CF-038", act=WEIGHBRIDGE, firm=8, fine=Decimal(650), tier="ordinary", sanctions=STOPPED),
    Draft(kind=SPOT, story=spot.on_file, ago=7, item="CF-038", act=SCALE, firm=5, fine=Decimal(500), tier="ordinary", sanctions=("罚款",)),
    Draft(kind=SPOT, story=spot.handed_over, ago=1, item="CF-481", act=PRICES, party="楚州区老街坊副食品店", fine=Decimal(200),
          sanctions=FINED),
    Draft(kind=MEASURE, story=spot.in_force, ago=28, way="seize", item="QZ-04", act="涉嫌销售未取得生产许可证的列入目录产品", firm=1,
          things=CABLES),
    Draft(kind=MEASURE, story=spot.testing, ago=40, way="seal", item="QZ-01", act="涉嫌销售不符合强制性国家标准的充电器", firm=9,
          things=CHARGERS),
    Draft(kind=MEASURE, story=spot.expired, ago=35, way="seal", item="QZ-01", act="涉嫌销售不符合强制性国家标准的电线", firm=11,
          things=WIRES),
    Draft(kind=MEASURE, story=spot.held, ago=3, way="hold", act="证据可能灭失，先行登记保存", firm=1, about=0, things=BOOKS),
    Draft(story=stories.verifying, ago=13, item="CF-481", act=PRICES, party="楚州区汇客来便利店", source="report", fine=Decimal(800)),
    Draft(story=stories.verifying, ago=2, item="CF-038", act=WEIGHBRIDGE, firm=7, source="complaint", sanctions=STOPPED),
    Draft(story=stories.suspended, ago=20, item="CF-443", act=WASTE, firm=14, fine=Decimal(8000), source="transfer"),
    Draft(story=stories.reviewing, ago=11, item="CF-079", act=RECORDS, firm=12, fine=Decimal(15000)),
    Draft(story=stories.heard, ago=29, item="CF-091", act=FORKLIFT, firm=13, fine=Decimal(160000), tier="ordinary", sanctions=STOPPED),
    Draft(story=stories.spoken, ago=22, item="CF-474", act=ADVERT, firm=18, fine=Decimal(10000), source="superior"),
    Draft(story=stories.decided, ago=26, item="CF-106", act=LIFT, firm=17, fine=Decimal(18000), sanctions=("罚款",)),
    Draft(story=stories.served, ago=29, item="CF-141", act=BLANKET, firm=18, fine=Decimal(55000), gain=Decimal(1200), sanctions=GAINED,
          source="sampling"),
    Draft(story=stories.published, ago=34, item="CF-091", act=FORKLIFT, firm=10, fine=Decimal(33000), sanctions=STOPPED),
    Draft(story=stories.without_penalty, ago=18, item="CF-481", act=PRICES, firm=19, fine=Decimal(1000)),
    Draft(story=stories.not_filed, ago=9, item="CF-481", act=PRICES, party="楚州区喜相逢水果店", source="report"),
    Draft(story=stories.transferred, ago=18, item="CF-141", act=VALVE, firm=15, source="report"),
    Draft(story=stories.dismissed, ago=16, item="CF-038", act=SCALE, firm=20, source="complaint"),
    Draft(kind=SPOT, story=spot.warned, ago=9, item="CF-431", act=HINT, firm=21, tier="", sanctions=("警告", "责令改正")),
    Draft(kind=SPOT, story=spot.begun, ago=1, item="CF-038", act=SCALE, firm=22, tier="ordinary", sanctions=("罚款",)),
    Draft(kind=MEASURE, story=spot.released, ago=20, way="seize", item="QZ-01", act="涉嫌使用无检验合格证明的压力表", firm=12,
          things=GAUGES),
    Draft(kind=MEASURE, story=spot.urgent, ago=6, way="seize", item="QZ-05", act="涉嫌经营无标签和超过保质期的食品", firm=21,
          is_urgent=True, things=FOOD),
)
# fmt: on


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One matter with everything that has happened to it by now."""

    place: int
    key: UUID
    draft: Draft
    opened_at: datetime
    steps: Sequence[Step]

    @property
    def officers(self) -> tuple[str, str]:
        """Who is in charge, and who works beside."""
        return ("officer", "officer2") if self.place % 3 else ("officer2", "officer")

    @property
    def act_on(self) -> date:
        """The day on which the act ended."""
        return self.opened_at.date() - timedelta(days=0 if self.draft.kind == SPOT else ACT_BEFORE)


def key_of(place: int) -> UUID:
    """The mark by which a second run knows the matter at a place of the table."""
    return uuid5(NAMESPACE_URL, f"demo-penalty:{place}")


def amount(scale: float) -> int:
    """How many; never fewer than show the states that matter."""
    return min(max(round(len(DRAFTS) * scale), FEWEST), len(DRAFTS))


def keys(scale: float) -> list[UUID]:
    """The keys of all matters of a demo of that size."""
    return [key_of(place) for place in range(amount(scale))]


def plan(*, now: datetime, scale: float, calendar: Calendar) -> list[Matter]:
    """The matters in the order of the table. The same day and scale give the same plan."""
    today = now.astimezone(SHANGHAI).date()
    return [_matter(place, DRAFTS[place], now=now, today=today, calendar=calendar) for place in range(amount(scale))]


def _matter(place: int, draft: Draft, *, now: datetime, today: date, calendar: Calendar) -> Matter:
    by_calendar = draft.kind == MEASURE and draft.about is None
    opened_on = today - timedelta(days=draft.ago) if by_calendar else calendar.add_working_days(today, -draft.ago)
    course = Course(opened_on, today, calendar, [], by_calendar)
    return Matter(
        place=place,
        key=key_of(place),
        draft=draft,
        opened_at=at_minute(opened_on, OPENS) + timedelta(seconds=17 * place),
        steps=stories.steps_of(draft.story, course, now=now),
    )


def bank_day(now: datetime, calendar: Calendar) -> datetime:
    """When the file of the bank is taken in."""
    return at_minute(calendar.add_working_days(now.astimezone(SHANGHAI).date(), -BANK_AGO), BANK_MINUTE)
