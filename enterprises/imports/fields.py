"""What a file of each kind may say: the fields, how their headers are written, how their cells are read.

The names are those of the models' columns, but for: `enterprise_code` (whose it is), `industry` (section and division in one: C14;
`reading` takes them apart), `contact_name` and `contact_phone` of an enterprise (they become its general contact). Choices come as slugs,
dates as ISO text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from enterprises.imports.values import Parser, choice, choices, credit_code, day, industry, number_of_papers, phone, text
from enterprises.models import ImportRun

Kind = ImportRun.Kind


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a row says. `synonyms` are headers as people write them; `sealed` values are personal data and never quoted.

    `required`: without it no row is recognised, so a column must be mapped to it. `for_new`: only rows new to the register need it.
    """

    name: str
    label: str | Promise
    synonyms: tuple[str, ...]
    parse: Parser
    required: bool = False
    sealed: bool = False
    for_new: bool = False


CODE_HEADERS = (
    *("统一社会信用代码", "信用代码", "社会信用代码", "统一信用代码", "统一社会信用代码证号", "统一代码", "营业执照号", "营业执照注册号"),
    *("USCC", "credit code", "unified social credit code", "social credit code"),
)
OWNER_CODE_HEADERS = (*CODE_HEADERS, "使用单位信用代码", "使用单位统一社会信用代码", "单位信用代码", "企业信用代码", "企业统一社会信用代码")
EXPIRY_HEADERS = (
    "有效期至",
    "有效期止",
    "有效期",
    "到期日期",
    "到期时间",
    "有效期限",
    "截止日期",
    "证书有效期",
    "失效日期",
    "valid until",
    "expires",
)
STANDING_HEADERS = ("状态", "使用状态", "使用情况", "设备状态", "当前状态", "是否在用", "standing", "status")
LOCATION_HEADERS = ("使用地点", "安装地点", "使用场所", "所在位置", "设备地点", "安装位置", "设备所在地点", "location")


def _owner() -> Field:
    return Field("enterprise_code", _("unified social credit code"), OWNER_CODE_HEADERS, credit_code, required=True)


def _standing() -> Field:
    return Field("standing", _("standing"), STANDING_HEADERS, choice("standing"))


ENTERPRISE = (
    Field("code", _("unified social credit code"), CODE_HEADERS, credit_code, required=True),
    Field(
        "name",
        _("name of the enterprise"),
        ("企业名称", "单位名称", "名称", "公司名称", "市场主体名称", "主体名称", "企业名", "经营者名称", "enterprise", "company", "name"),
        text(120),
        for_new=True,
    ),
    Field(
        "legal_representative",
        _("legal representative"),
        ("法定代表人", "法人", "法人代表", "负责人", "法定代表人负责人", "法人姓名", "经营者", "企业负责人", "legal representative"),
        text(60),
    ),
    Field(
        "address",
        _("address"),
        ("住所", "地址", "经营场所", "企业地址", "单位地址", "注册地址", "住所地", "生产地址", "经营地址", "详细地址", "address"),
        text(200),
    ),
    Field(
        "township",
        _("township"),
        ("所属乡镇", "乡镇", "镇街", "乡镇街道", "所在乡镇", "所属镇", "所属镇街", "属地", "所属街道", "township", "town"),
        choice("township"),
    ),
    Field(
        "industry",
        _("industry"),
        (
            *("行业", "行业门类", "行业代码", "所属行业", "行业大类", "国民经济行业", "国民经济行业代码", "国民经济行业分类", "行业分类"),
            *("行业类别", "industry", "industry code"),
        ),
        industry,
    ),
    Field(
        "status",
        _("status"),
        ("登记状态", "经营状态", "状态", "企业状态", "市场主体状态", "存续状态", "生产状态", "status"),
        choice("status"),
    ),
    Field("scale", _("size"), ("企业规模", "规模", "规模类型", "企业类型规模", "size", "scale"), choice("scale")),
    Field("tags", _("tags"), ("标签", "企业标签", "重点类别", "类别标签", "tags"), choices("tag")),
    Field(
        "founded_on",
        _("founded"),
        ("成立日期", "成立时间", "注册日期", "设立日期", "注册时间", "登记日期", "founded", "date founded"),
        day(past=True),
    ),
    Field(
        "main_products",
        _("main products or services"),
        ("主要产品", "主要产品或服务", "主营产品", "产品名称", "主导产品", "经营范围", "主要产品服务", "main products", "products"),
        text(200),
    ),
    Field(
        "phone",
        _("business phone"),
        ("企业电话", "单位电话", "固定电话", "办公电话", "座机", "公司电话", "电话", "business phone"),
        text(30),
    ),
    Field("contact_name", _("contact"), ("联系人", "联系人姓名", "联络人", "企业联系人", "contact", "contact name"), text(40), sealed=True),
    Field(
        "contact_phone",
        _("phone of the contact"),
        ("联系电话", "手机", "手机号", "手机号码", "联系人电话", "联系方式", "联系人手机", "移动电话", "mobile", "contact phone"),
        phone,
        sealed=True,
    ),
)

EQUIPMENT = (
    _owner(),
    Field(
        "category",
        _("category"),
        ("设备种类", "种类", "设备类别", "类别", "特种设备种类", "特种设备类别", "category"),
        choice("category"),
        for_new=True,
    ),
    Field("name", _("name of the piece"), ("设备名称", "名称", "设备品种", "品种", "特种设备名称", "name"), text(80), for_new=True),
    Field("code", _("equipment code"), ("设备代码", "设备识别码", "特种设备代码", "equipment code"), number_of_papers(32)),
    Field(
        "registration_number",
        _("use registration number"),
        ("使用登记证编号", "使用登记证号", "登记证编号", "登记证号", "使用证编号", "注册代码", "使用登记编号", "registration number"),
        number_of_papers(40),
    ),
    Field(
        "product_number",
        _("product number"),
        ("产品编号", "出厂编号", "制造编号", "设备编号", "product number", "serial number"),
        number_of_papers(40),
    ),
    Field(
        "maker", _("maker"), ("制造单位", "制造厂家", "生产厂家", "制造商", "制造单位名称", "生产单位", "maker", "manufacturer"), text(100)
    ),
    Field("location", _("location"), LOCATION_HEADERS, text(120)),
    Field(
        "in_use_since", _("in use since"), ("投用日期", "投入使用日期", "使用日期", "投用时间", "启用日期", "in use since"), day(past=True)
    ),
    _standing(),
    Field(
        "last_done_on",
        _("last done"),
        ("检验日期", "上次检验日期", "本次检验日期", "最近检验日期", "最近一次检验日期", "last inspection", "last done"),
        day(past=True),
    ),
    Field(
        "expires_on",
        _("good until"),
        (
            *(
                "下次检验日期",
                "下次检验时间",
                "下检日期",
                "下次定检日期",
                "下次定期检验日期",
                "检验有效期",
                "检验有效期至",
                "next inspection",
            ),
            *EXPIRY_HEADERS,
        ),
        day(),
    ),
)

INSTRUMENT = (
    _owner(),
    Field(
        "kind",
        _("kind"),
        ("器具种类", "计量器具种类", "种类", "类别", "器具类别", "强检器具种类", "kind"),
        choice("instrument_kind"),
        required=True,
    ),
    Field(
        "name", _("name of the instrument"), ("器具名称", "计量器具名称", "名称", "设备名称", "仪器名称", "name"), text(80), for_new=True
    ),
    Field("model", _("model"), ("型号", "规格型号", "型号规格", "规格", "器具型号", "model"), text(60)),
    Field(
        "serial_number",
        _("serial number"),
        ("出厂编号", "器具编号", "编号", "产品编号", "设备编号", "计量编号", "serial number", "serial no"),
        number_of_papers(60),
        required=True,
    ),
    Field("use", _("use"), ("用途", "强检用途", "使用用途", "应用领域", "use"), choice("use")),
    Field("location", _("location"), LOCATION_HEADERS, text(120)),
    _standing(),
    Field(
        "last_done_on",
        _("last done"),
        ("检定日期", "上次检定日期", "本次检定日期", "最近检定日期", "检定时间", "last verification", "last done"),
        day(past=True),
    ),
    Field(
        "expires_on",
        _("good until"),
        ("下次检定日期", "下次检定时间", "检定有效期", "检定有效期至", "下检日期", "next verification", *EXPIRY_HEADERS),
        day(),
    ),
)

CERTIFICATE = (
    _owner(),
    Field(
        "kind",
        _("kind"),
        ("证书种类", "证书类型", "证书名称", "许可证种类", "证书类别", "许可种类", "证件类型", "许可证名称", "许可项目", "kind"),
        choice("certificate_kind"),
        required=True,
    ),
    Field(
        "number",
        _("certificate number"),
        ("证书编号", "证书号", "证号", "许可证编号", "许可证号", "编号", "证件编号", "certificate number", "number"),
        number_of_papers(60),
        required=True,
    ),
    Field("scope", _("scope"), ("许可范围", "范围", "产品名称", "认证范围", "许可产品", "产品范围", "获证产品", "scope"), text(200)),
    Field("issuer", _("issued by"), ("发证机关", "发证单位", "发证机构", "颁发机关", "颁证机关", "issuer", "issued by"), text(100)),
    _standing(),
    Field(
        "last_done_on",
        _("last done"),
        ("发证日期", "颁证日期", "发证时间", "签发日期", "起始日期", "issued on", "last done"),
        day(past=True),
    ),
    Field("expires_on", _("good until"), EXPIRY_HEADERS, day()),
)

PERSON = (
    _owner(),
    Field(
        "duty",
        _("duty"),
        ("人员类别", "岗位", "人员类型", "职务", "类别", "岗位类别", "作业种类", "证书类别", "duty"),
        choice("duty"),
        required=True,
    ),
    Field("name", _("name"), ("姓名", "人员姓名", "持证人", "持证人员", "name"), text(40), for_new=True, sealed=True),
    Field("phone", _("phone"), ("联系电话", "手机", "手机号", "手机号码", "电话", "联系方式", "mobile", "phone"), phone, sealed=True),
    Field(
        "certificate_number",
        _("certificate number"),
        ("证书编号", "证书号", "证号", "证件编号", "资格证编号", "资格证书编号", "certificate number"),
        number_of_papers(60),
        required=True,
    ),
    Field("item", _("item of work"), ("作业项目", "项目", "项目代号", "考核项目", "作业项目代号", "item"), text(60)),
    _standing(),
    Field("last_done_on", _("last done"), ("发证日期", "颁证日期", "批准日期", "领证日期", "issued on", "last done"), day(past=True)),
    Field("expires_on", _("good until"), ("复审日期", "下次复审日期", *EXPIRY_HEADERS), day()),
)

# What people choose from: the rows are enterprises, not the services for them.
KIND_LABELS: Mapping[str, str | Promise] = MappingProxyType({**dict(Kind.choices), Kind.ENTERPRISE.value: _("List of enterprises")})
FIELDS: Mapping[str, tuple[Field, ...]] = MappingProxyType(
    {
        Kind.ENTERPRISE.value: ENTERPRISE,
        Kind.EQUIPMENT.value: EQUIPMENT,
        Kind.INSTRUMENT.value: INSTRUMENT,
        Kind.CERTIFICATE.value: CERTIFICATE,
        Kind.PERSON.value: PERSON,
    }
)
BY_NAME: Mapping[str, Mapping[str, Field]] = MappingProxyType(
    {kind: MappingProxyType({field.name: field for field in fields}) for kind, fields in FIELDS.items()}
)


def field_label(place: str, *, kind: str = "") -> str:
    """The label of `kind.name`, or of a name of the given kind, as reasons carry it; the place itself where there is no such field."""
    said, _dot, name = place.rpartition(".")
    field = BY_NAME.get(said or kind, {}).get(name)
    return str(field.label) if field else place
