"""Factories of the register: fixed defaults, valid codes counted up, nothing random. Ledger rows come from the ledger alone."""

import itertools
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import factory
from stdnum.cn import uscc

from bureau.roles import Role
from enterprises.models import (
    Certificate,
    Contact,
    DeclaredStandard,
    Enterprise,
    Instrument,
    Membership,
    Obligation,
    ObligationKind,
    Premises,
    QualifiedPerson,
    SpecialEquipment,
)
from tests.factories.bureau import UserFactory

AT = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
_serials = itertools.count(1)


def valid_code(serial: int) -> str:
    """The serial-th code of an enterprise of Huai'an: 91320803 + a made-up organisation number + the right check character."""
    body = f"91320803{serial:08d}X"
    return body + str(uscc.calc_check_digit(body))


class EnterpriseFactory(factory.django.DjangoModelFactory):
    """A food maker in Huaicheng; the same `code` gives the same row."""

    class Meta:
        model = Enterprise
        django_get_or_create = ("code",)

    code = factory.LazyFunction(lambda: valid_code(next(_serials)))
    name = factory.LazyAttribute(lambda row: f"淮安市楚州区第{row.code[8:16].lstrip('0')}食品有限公司")
    search_text = factory.LazyAttribute(lambda row: row.name)
    legal_representative = "李建国"
    address = "淮城镇经济开发区翔宇大道 18 号"
    township = "huaicheng"
    industry_section = "C"
    industry_division = "14"
    phone = "0517-85912345"
    # In the register since the beginning of the year: what is due this year falls on it.
    created_at = datetime(2026, 1, 5, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    updated_at = AT


class OfEnterprise(factory.django.DjangoModelFactory):
    """Something an enterprise has."""

    class Meta:
        abstract = True

    enterprise = factory.SubFactory(EnterpriseFactory)
    created_at = AT
    updated_at = AT


class ContactFactory(OfEnterprise):
    """The general contact, reachable by mobile; give `name`, `phone`, `email` in plain."""

    class Meta:
        model = Contact

    name = "王芳"
    phone = "13951780001"
    email = ""

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        plain = {key: kwargs.pop(key) for key in ("name", "phone", "email")}
        contact = model_class(**kwargs)
        contact.seal(**plain)
        contact.save()
        return contact


class PremisesFactory(factory.django.DjangoModelFactory):
    """The factory in Huaicheng."""

    class Meta:
        model = Premises

    enterprise = factory.SubFactory(EnterpriseFactory)
    name = "一号厂区"
    address = "淮城镇翔宇大道 18 号"
    township = "huaicheng"


class SpecialEquipmentFactory(OfEnterprise):
    """A registered lift whose inspection is good until the end of the year."""

    class Meta:
        model = SpecialEquipment

    category = SpecialEquipment.Category.LIFT
    name = "乘客电梯"
    code = factory.LazyFunction(lambda: f"3110320803{next(_serials):010d}")
    registration_number = factory.LazyFunction(lambda: f"梯11苏H{next(_serials):05d}")
    in_use_since = date(2020, 5, 1)
    last_done_on = date(2025, 12, 31)
    expires_on = date(2026, 12, 31)


class InstrumentFactory(OfEnterprise):
    """A weighbridge verified until spring."""

    class Meta:
        model = Instrument

    kind = "weighbridge"
    name = "电子汽车衡"
    serial_number = factory.LazyFunction(lambda: f"QC{next(_serials):06d}")
    last_done_on = date(2026, 3, 15)
    expires_on = date(2027, 3, 14)


class CertificateFactory(OfEnterprise):
    """An industrial production licence."""

    class Meta:
        model = Certificate

    kind = "production-licence"
    number = factory.LazyFunction(lambda: f"苏XK13-{next(_serials):05d}")
    scope = "水泥"
    issuer = "江苏省市场监督管理局"
    last_done_on = date(2022, 6, 1)
    expires_on = date(2027, 5, 31)


class DeclaredStandardFactory(OfEnterprise):
    """An enterprise standard."""

    class Meta:
        model = DeclaredStandard

    number = factory.LazyFunction(lambda: f"Q/320803 XY{next(_serials):03d}—2024")
    title = "速冻调制食品"
    last_done_on = date(2024, 7, 1)
    expires_on = date(2027, 6, 30)


class QualifiedPersonFactory(OfEnterprise):
    """A boiler operator; give `name` and `phone` in plain."""

    class Meta:
        model = QualifiedPerson

    duty = QualifiedPerson.Duty.OPERATOR
    name = "赵刚"
    phone = ""
    certificate_number = factory.LazyFunction(lambda: f"TS6G{next(_serials):08d}")
    item = "G1"
    last_done_on = date(2023, 2, 1)
    expires_on = date(2027, 1, 31)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        plain = {key: kwargs.pop(key) for key in ("name", "phone")}
        person = model_class(**kwargs)
        person.seal(**plain)
        person.save()
        return person


class MembershipFactory(factory.django.DjangoModelFactory):
    """An owner; `part=Membership.Part.AGENT` or `READER` for the others."""

    class Meta:
        model = Membership

    enterprise = factory.SubFactory(EnterpriseFactory)
    user = factory.SubFactory(UserFactory, username="enterprise", display_name="马经理", roles=[Role.ENTERPRISE.value], office=None)
    part = Membership.Part.OWNER
    proof = Membership.Proof.STAFF
    since = AT


class ObligationKindFactory(factory.django.DjangoModelFactory):
    """The periodic inspection of lifts; the same `code` gives the same row."""

    class Meta:
        model = ObligationKind
        django_get_or_create = ("code",)

    code = "test-lift-inspection"
    label = "电梯定期检验"
    label_en = "Periodic inspection of a lift"
    action = ObligationKind.Action.INSPECT
    trigger = ObligationKind.Trigger.EXPIRY
    source_type = "equipment"
    lead_days = 60
    basis = "《特种设备安全法》第四十条"
    confirmed = True
    how = "检验合格有效期届满前一个月向检验机构提出定期检验要求。"
    how_en = "Ask the inspection body for the periodic inspection a month before the last good day."


class ObligationFactory(factory.django.DjangoModelFactory):
    """A row of the ledger as `enterprises.obligations.ledger` writes it; `due_on` gives the other dates."""

    class Meta:
        model = Obligation

    enterprise = factory.SubFactory(EnterpriseFactory)
    kind = factory.SubFactory(ObligationKindFactory)
    action = factory.LazyAttribute(lambda row: row.kind.action)
    source_type = "equipment"
    source_id = factory.LazyFunction(lambda: next(_serials))
    cycle = 0
    title = "乘客电梯 31103208030000000001"
    township = factory.LazyAttribute(lambda row: row.enterprise.township)
    due_on = date(2026, 12, 31)
    source_date = factory.LazyAttribute(lambda row: row.due_on)
    opens_on = factory.LazyAttribute(lambda row: row.due_on - timedelta(days=row.kind.lead_days))
    state = Obligation.State.OPEN
    closed_on = factory.LazyAttribute(lambda row: None if row.state == Obligation.State.OPEN else row.due_on)
    created_at = AT
    updated_at = AT
