"""Lets the made-up enterprises of `enterprise_plan` come into the register through the same services as the bureau's own people use."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from bureau.models import Township, User
from config.demo_data.diary import SHANGHAI
from config.demo_data.enterprise_accounts import create_enterprise_accounts
from config.demo_data.enterprise_plan import Firm, Holding, codes, plan
from enterprises.holdings import services as holdings
from enterprises.models import CareOfficer, CreditEntry, Enterprise, Obligation, RiskNote, Standing
from enterprises.obligations import ledger
from enterprises.page import notes
from enterprises.register import care, contacts, merging, places, services

CREDIT: tuple[tuple[str, str, str], ...] = (
    (CreditEntry.Kind.HONOUR, "获评区级质量管理先进单位", "淮安市楚州区人民政府"),
    (CreditEntry.Kind.COMMITMENT, "公开承诺诚信计量，经核查已履行", "淮安市楚州区市场监督管理局"),
    (CreditEntry.Kind.PENALTY, "使用未经定期检验的特种设备，罚款三万元", "淮安市楚州区市场监督管理局"),
    (CreditEntry.Kind.ABNORMAL, "未按期公示年度报告，列入经营异常名录", "淮安市楚州区市场监督管理局"),
)
RISKS: tuple[tuple[str, str], ...] = (
    (RiskNote.Level.HIGH, "上次检查时锅炉房无人值守，复查时重点查看持证上岗。"),
    (RiskNote.Level.MEDIUM, "检定周期经常临近到期才送检，提前两周电话提醒。"),
    (RiskNote.Level.LOW, "负责人常年在外，联系办公室主任更快。"),
)
CARERS: Mapping[str, str] = {
    CareOfficer.Duty.GENERAL: "officer",
    CareOfficer.Duty.EQUIPMENT: "officer2",
    CareOfficer.Duty.METROLOGY: "clerk",
}


def is_built(scale: float) -> bool:
    """Whether every enterprise of the plan is in the register: one query."""
    wanted = codes(scale)
    return Enterprise.objects.filter(code__in=wanted).count() == len(wanted)


def build(*, now: datetime, scale: float, staff: Mapping[str, User]) -> int:
    """Add the enterprises that are missing, with all that belongs to them, and the accounts; how many enterprises."""
    towns = dict(Township.objects.filter(active=True).values_list("code", "label"))
    firms = plan(now=now, scale=scale, towns=towns)
    known = set(Enterprise.objects.filter(code__in=[firm.code for firm in firms]).values_list("code", flat=True))
    missing = [firm for firm in firms if firm.code not in known]
    rows = {firm.code: _enter(firm, staff, now=now) for firm in missing}
    for firm in missing:
        if firm.merged:
            kept = Enterprise.objects.get(code=firm.twin_of)
            merging.merge(kept, rows[firm.code], by=staff["supervisor"], at=now - timedelta(days=3), reason="同一企业重复录入")
    # Obligations that come with the day itself.
    ledger.sync_enterprises([row.pk for row in rows.values()], at=now)
    _report_yearly(missing, rows, today=now.astimezone(SHANGHAI).date(), at=now)
    create_enterprise_accounts(by=staff["clerk"], at=now)
    return len(missing)


def _enter(firm: Firm, staff: Mapping[str, User], *, now: datetime) -> Enterprise:
    clerk, today = staff["clerk"], firm.entered_at.date()
    row = services.register_enterprise(by=clerk, at=firm.entered_at, code=firm.code, **firm.fields)
    for contact in firm.contacts:
        contacts.add_contact(row, by=clerk, at=firm.entered_at, **contact)
    if firm.twin_of:
        return row
    places.add_premises(row, by=clerk, **firm.premises)
    for duty, username in CARERS.items():
        if _needs(firm, duty):
            care.assign_officer(row, user=staff[username], duty=duty, by=staff["supervisor"], today=today)
    for holding in firm.holdings:
        _hold(row, holding, firm, clerk, now=now)
    _remember(row, firm, staff, now=now)
    for day, fields in firm.changes:
        row = services.change_enterprise(row, by=clerk, at=_office_hour(day, now), version=row.version, **fields)
    return row


def _needs(firm: Firm, duty: str) -> bool:
    """Whether somebody looks after this matter here."""
    has = {CareOfficer.Duty.EQUIPMENT: firm.trade.equipment, CareOfficer.Duty.METROLOGY: firm.trade.instruments}
    return bool(has.get(CareOfficer.Duty(duty), True))


def _hold(row: Enterprise, holding: Holding, firm: Firm, clerk: User, *, now: datetime) -> None:
    """Enter it as it was then, and let happen what has happened since."""
    at = max(_office_hour(holding.entered_on, now), firm.entered_at)
    thing = holdings.add_holding(holding.source_type, row, by=clerk, at=at, **holding.fields)
    if holding.done:
        done_on, expires_on = holding.done
        thing = holdings.record_done(
            thing, done_on=done_on, expires_on=expires_on, by=clerk, at=_office_hour(done_on, now), version=thing.version
        )
    if holding.ended:
        holdings.set_standing(thing, Standing.STOPPED, by=clerk, at=now - timedelta(hours=2), version=thing.version)


def _remember(row: Enterprise, firm: Firm, staff: Mapping[str, User], *, now: datetime) -> None:
    """Notes for colleagues and the credit record."""
    if firm.serial % 11 == 0:
        level, text = RISKS[firm.serial // 11 % len(RISKS)]
        notes.add_risk_note(row, level=level, text=text, by=staff["officer"], at=firm.entered_at + timedelta(days=1))
    if firm.serial % 9 == 0:
        kind, text, authority = CREDIT[firm.serial // 9 % len(CREDIT)]
        notes.add_credit_entry(
            row,
            kind=kind,
            text=text,
            happened_on=firm.entered_at.date() - timedelta(days=30 + firm.serial),
            authority=authority,
            by=staff["clerk"],
            at=firm.entered_at + timedelta(days=1),
        )


def _office_hour(day: date, now: datetime) -> datetime:
    """Ten in the morning of that day, but never later than now."""
    return min(datetime.combine(day, time(10), SHANGHAI), now - timedelta(hours=3))


def _report_yearly(firms: Sequence[Firm], rows: Mapping[str, Enterprise], *, today: date, at: datetime) -> None:
    """Most have filed their annual reports; one in twelve forgets."""
    by_id = {rows[firm.code].pk: firm for firm in firms}
    due = Obligation.objects.filter(source_type="enterprise", enterprise_id__in=by_id, state=Obligation.State.OPEN)
    for source_id, kind_code, year in due.values_list("source_id", "kind__code", "cycle"):
        serial = by_id[source_id].serial
        filed_on = date(year, 1, 10) + timedelta(days=serial * 7 % 165)
        if filed_on < today and serial % 12 != 5:
            ledger.settle(source_type="enterprise", source_id=source_id, kind_code=kind_code, cycle=year, on=filed_on, at=at)
