"""Factories of what messages and warnings hang on: a case, its party, a clock, a message. Fixed defaults, traits for what differs."""

from datetime import UTC, date, datetime
from typing import Any

import factory

from bureau.models import Case, Clock, ClockPause, ClockRule, Message, MessageChannel, Party
from bureau.outbox import message_values
from tests.factories.bureau import UserFactory

NOW = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
TODAY = date(2026, 5, 6)


class CaseFactory(factory.django.DjangoModelFactory):
    """A complaint received on the day of `NOW`, in nobody's hands."""

    class Meta:
        model = Case

    kind = "complaint"
    number = factory.Sequence(lambda count: f"TS20260506{count:06d}")
    title = "电动车充电器质量问题"
    state = "submitted"
    opened_at = NOW
    updated_at = NOW


class PartyFactory(factory.django.DjangoModelFactory):
    """张三丰 with a mobile number and an e-mail address."""

    class Meta:
        model = Party

    case = factory.SubFactory(CaseFactory)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **given: Any) -> Party:
        """Sealed as the portal does it; give name="" for somebody anonymous, phone="" for no phone."""
        case = given.pop("case")
        values = {"name": "张三丰", "phone": "13812345678", "email": "zhang@example.com", **given}
        party = Party.sealed(Party.Part.COMPLAINANT, **values)
        party.case = case
        party.save()
        # As delivery sees it: sealed, not the plain text just given.
        return Party.objects.get(pk=party.pk)


class MessageFactory(factory.django.DjangoModelFactory):
    """A receipt by SMS, due at `NOW`; `inbox=True` one that arrived in the inbox of `user`, `call=True` one waiting for a call."""

    class Meta:
        model = Message

    class Params:
        inbox = factory.Trait(
            channel=MessageChannel.INBOX,
            code="staff-assigned",
            party=None,
            user=factory.SubFactory(UserFactory),
            status=Message.Status.DELIVERED,
            subject="新交办事项",
            sent_text="已交由您承办。",
            sent_at=NOW,
        )
        dead = factory.Trait(status=Message.Status.DEAD, attempts=5, error="gateway answered 500", subject="投诉已收到")
        call = factory.Trait(channel=MessageChannel.PHONE)

    channel = MessageChannel.SMS
    code = "complaint-received"
    template_id = factory.LazyAttribute(lambda message: message_values(message.code, message.channel, message.language))
    party = factory.SubFactory(PartyFactory)
    case = factory.LazyAttribute(lambda message: message.party.case if message.party else None)
    language = "zh-hans"
    dedupe_key = factory.Sequence(lambda count: f"occasion-{count}:sms")
    created_at = NOW
    next_attempt_at = NOW


class ClockRuleFactory(factory.django.DjangoModelFactory):
    """Seven working days to accept or refuse."""

    class Meta:
        model = ClockRule
        django_get_or_create = ("code", "valid_from")

    code = "complaint-acceptance"
    label = "投诉受理"
    label_en = "Accept or refuse a complaint"
    start_event = "receipt"
    days = 7
    unit = "wd"
    citation = "121: 15"
    valid_from = date(2026, 4, 15)


class ClockFactory(factory.django.DjangoModelFactory):
    """A running clock in its warning period on `TODAY`; traits `red`, `green`, `stopped`, `paused`."""

    class Meta:
        model = Clock
        skip_postgeneration_save = True

    class Params:
        red = factory.Trait(yellow_on=date(2026, 4, 30), due_on=date(2026, 5, 5))
        green = factory.Trait(yellow_on=date(2026, 5, 7), due_on=date(2026, 5, 9))
        stopped = factory.Trait(stopped_at=NOW, met=True)

    case = factory.SubFactory(CaseFactory)
    rule = factory.SubFactory(ClockRuleFactory)
    code = factory.LazyAttribute(lambda clock: clock.rule.code)
    started_on = date(2026, 4, 27)
    yellow_on = date(2026, 5, 5)
    due_on = date(2026, 5, 7)

    @factory.post_generation
    def paused(self, create: bool, wanted: Any, **_more: Any) -> None:
        if wanted:
            ClockPause.objects.create(clock=self, reason="检验", basis="121: 22", started_on=date(2026, 5, 1))
