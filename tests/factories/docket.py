"""Matters for tests of the docket, made the way a citizen makes them (`complaints.services.submit`): each has what a real one has."""

import itertools
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import factory

from bureau.clock_rules import load_rules
from bureau.message_templates import load_templates
from bureau.models import ClockRule, MessageTemplate
from complaints import services
from complaints.models import Complaint, Consultation, Report

RECEIVED_AT = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
PERSON_FIELDS = ("name", "phone", "email", "address")
_serials = itertools.count()


class SubmissionFactory(factory.django.DjangoModelFactory):
    """Sent by Zhang San, who can be reached by phone, on Monday 2026-11-23; `anonymous=True` nobody knows by whom."""

    class Meta:
        abstract = True

    class Params:
        anonymous = factory.Trait(name="", phone="", email="", address="")

    # One count for all kinds: the key of a submission is unique across the docket.
    serial = factory.LazyFunction(lambda: next(_serials))
    statement = "在淮城镇好又多超市买到过期牛奶，店家不予退款。"
    wish = "退款并赔偿"
    subject_name = "好又多超市"
    subject_address = "淮城镇东大街 12 号"
    category = "food"
    township = "huaicheng"
    name = "张三"
    phone = "13812341234"
    email = ""
    address = "淮城镇西门街 3 号"
    office = None
    at = RECEIVED_AT
    language = "zh-hans"

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        if not ClockRule.objects.exists():
            load_rules()
        if not MessageTemplate.objects.exists():
            load_templates()
        person = {key: kwargs.pop(key) for key in PERSON_FIELDS}
        office, at, language, serial = (kwargs.pop(key) for key in ("office", "at", "language", "serial"))
        opened = services.submit(
            model_class._meta.model_name,
            kwargs,
            person,
            at=at,
            submission_key=UUID(int=(0xC0FFEE << 64) + serial),
            language=language,
            office_id=office.pk if office else None,
        )
        return model_class._default_manager.get(pk=opened.case_id)


class ComplaintFactory(SubmissionFactory):
    """A complaint about spoilt milk."""

    class Meta:
        model = Complaint


class ReportFactory(SubmissionFactory):
    """A report of the sale of expired food."""

    class Meta:
        model = Report


class ConsultationFactory(SubmissionFactory):
    """A question."""

    class Meta:
        model = Consultation

    statement = "电梯年检到期前多久要申请检验？"
    subject_name = ""
    subject_address = ""
