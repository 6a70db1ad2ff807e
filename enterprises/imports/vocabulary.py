"""The words people write for each choice, in Chinese and English, folded for comparing, with the slug each stands for."""

from collections.abc import Iterable, Mapping

from django.db import models
from django.utils.translation import override

from bureau.models import Township
from bureau.models.reference import Labelled
from enterprises.imports.values import fold
from enterprises.models import (
    CertificateKind,
    Enterprise,
    Industry,
    Instrument,
    InstrumentKind,
    QualifiedPerson,
    SpecialEquipment,
    Standing,
    Tag,
)

# What people write besides the label itself.
ALSO: dict[str, dict[str, tuple[str, ...]]] = {
    "status": {
        "operating": ("存续", "在业", "开业", "营业", "正常", "在营", "存续（在营、开业、在册）", "在册", "正常营业", "active", "open"),
        "suspended": ("歇业", "停业", "停产", "停业歇业", "暂停营业", "closed temporarily"),
        "cancelled": ("注销", "已注销", "注销企业", "deregistered"),
        "revoked": ("吊销", "已吊销", "吊销未注销", "吊销，未注销", "被吊销", "revoked"),
        "moved_out": ("迁出", "已迁出", "外迁", "moved"),
    },
    "scale": {
        "large": ("大型", "大型企业", "大", "L"),
        "medium": ("中型", "中型企业", "中", "M"),
        "small": ("小型", "小型企业", "小", "S"),
        "micro": ("微型", "微型企业", "微", "XS", "小微"),
    },
    "standing": {
        "in_use": ("在用", "使用", "使用中", "正常", "正常使用", "有效", "在岗", "合格", "in use", "valid"),
        "stopped": ("停用", "暂停", "停止使用", "封存", "闲置", "暂停使用", "离岗", "stopped"),
        "ended": ("报废", "已报废", "拆除", "注销", "已注销", "作废", "失效", "过期", "离职", "scrapped", "cancelled"),
    },
    "category": {
        "boiler": ("锅炉",),
        "vessel": ("压力容器", "容器", "压力容器（含气瓶）", "气瓶", "固定式压力容器", "移动式压力容器"),
        "pipe": ("压力管道", "管道", "工业管道"),
        "lift": ("电梯", "乘客电梯", "载货电梯", "自动扶梯", "elevator"),
        "crane": ("起重机械", "起重机", "行车", "桥式起重机"),
        "ropeway": ("客运索道", "索道"),
        "amusement": ("大型游乐设施", "游乐设施"),
        "vehicle": ("场（厂）内专用机动车辆", "场内专用机动车辆", "厂内机动车辆", "场（厂）内机动车辆", "场车", "叉车", "forklift"),
    },
    "use": {
        "trade": ("贸易结算", "贸易", "结算"),
        "safety": ("安全防护", "安全"),
        "medical": ("医疗卫生", "医疗", "卫生"),
        "environment": ("环境监测", "环境", "环保"),
    },
    "duty": {
        "operator": ("特种设备作业人员", "作业人员", "操作人员", "操作工", "司炉工"),
        "safety": ("特种设备安全管理人员", "安全管理人员", "特种设备安全管理", "安全管理员", "安全员"),
        "inspector": ("质量检验员", "检验员", "质检员", "检验人员"),
        "metrologist": ("计量人员", "计量员", "计量检定员"),
        "quality": ("质量负责人", "质量管理人员", "质量管理员", "质量安全总监"),
        "food": ("食品安全管理人员", "食品安全管理员", "食品安全员", "食品安全总监"),
    },
}
TOWN_ENDINGS = ("镇", "乡", "街道", "街道办", "街道办事处", "镇人民政府", "办事处", "开发区")


def vocabularies() -> dict[str, Mapping[str, str]]:
    """Every vocabulary: folded word → slug. Five queries, one for each table of words."""
    return {
        "status": _of_choices("status", Enterprise.Status),
        "scale": _of_choices("scale", Enterprise.Scale),
        "standing": _of_choices("standing", Standing),
        "category": _of_choices("category", SpecialEquipment.Category),
        "use": _of_choices("use", Instrument.Use),
        "duty": _of_choices("duty", QualifiedPerson.Duty),
        "township": _of_townships(),
        "tag": _of_labels(Tag.objects.all()),
        "certificate_kind": _of_labels(CertificateKind.objects.all()),
        "instrument_kind": _of_labels(InstrumentKind.objects.all()),
        "industry": _of_industries(),
    }


def _of_choices(vocabulary: str, kinds: type[models.TextChoices]) -> dict[str, str]:
    """Slugs, their labels in both languages, and what people write besides."""
    words: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with override(language):
            words |= {fold(str(label)): str(slug) for slug, label in kinds.choices}
    words |= {fold(slug): slug for slug in kinds.values}
    words |= {fold(word): slug for slug, also in ALSO[vocabulary].items() for word in also}
    return words


def _of_labels(rows: Iterable[Labelled]) -> dict[str, str]:
    """Retired words are understood too: old lists hold them."""
    words: dict[str, str] = {}
    for row in rows:
        words |= {fold(word): row.code for word in (row.code, row.label, row.label_en) if word}
    return words


def _of_townships() -> dict[str, str]:
    """Townships by label with and without what kind of township they are, also with the district in front."""
    rows = list(Township.objects.all())
    words: dict[str, str] = {}
    for row in rows:
        bare = next(
            (row.label.removesuffix(end) for end in TOWN_ENDINGS if row.label.endswith(end) and len(row.label) > len(end) + 1), row.label
        )
        for spelling in (bare, *(f"{bare}{end}" for end in TOWN_ENDINGS)):
            words.setdefault(fold(spelling), row.code)
    # What a row really is called wins over what another might be called.
    words |= _of_labels(rows)
    return {**{f"{district}{word}": slug for district in ("楚州区", "淮安区") for word, slug in words.items()}, **words}


def _of_industries() -> dict[str, str]:
    """Sections and divisions by code and label. A division's slug is its section and itself: C14."""
    words: dict[str, str] = {}
    rows = list(Industry.objects.all())
    # Sections first: where a section and a division share a name, the division says more and overwrites.
    for row in sorted(rows, key=lambda row: not row.is_section):
        slug = row.code if row.is_section else f"{row.section}{row.code}"
        words |= {
            fold(word): slug for word in (row.code, row.label, row.label_en, slug, f"{slug}{row.label}", f"{row.code}{row.label}") if word
        }
    return words
