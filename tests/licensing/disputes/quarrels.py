"""Disputes and petitions on their way, for the tests of this folder: opened with their other side, one step after another."""

from datetime import date, timedelta

from bureau.workflow import Actor
from licensing.disputes import openings
from tests.licensing.filings.scenes import application, choice, clerk, do, fields, head, on, reviewer

DISPUTE_ASKED = [
    choice("wish", mediation="调解", arbitration_verification="仲裁检定", both="先调解，不成再仲裁检定"),
    *fields(
        respondent_type="text",
        respondent_name="text",
        respondent_code="uscc",
        instrument_name="text",
        instrument_number="text",
        instrument_location="text",
        state_kept="yes-no",
        quantity_difference="text",
        wish_text="textarea",
        facts="textarea",
    ),
]
DISPUTE = {
    "respondent_type": "unit",
    "respondent_name": "淮安市公平粮站",
    "respondent_code": "",
    "instrument_name": "电子汽车衡",
    "instrument_number": "SCS-100-77",
    "instrument_location": "粮站东门",
    "state_kept": True,
    "quantity_difference": "相差1.2吨",
    "wish": "both",
    "wish_text": "按准确重量结算。",
    "facts": "过磅重量与复磅重量不符。",
}
PETITION_ASKED = fields(
    product_name="text", respondent_name="text", respondent_code="uscc", price="decimal", defect="textarea", wish="text"
)
PETITION = {
    "product_name": "电热水器",
    "respondent_name": "淮安市安居电器商行",
    "respondent_code": "",
    "price": "1880",
    "defect": "使用三天漏电保护反复动作。",
    "wish": "退货",
}
REACHED = {"respondent_phone": "13951780009", "respondent_address": "淮城镇东门大街 8 号"}


def dispute(*, at=None, complete=True, private=False, phone=True, **answers):
    """A metrology dispute, just received, with its row and the other side."""
    given = {**DISPUTE, **answers}
    personal = {**(REACHED if phone else {}), **({"respondent_person_name": "欧阳震华"} if private else {})}
    if private:
        given |= {"respondent_type": "person", "respondent_name": "个人"}
    case = application("QT-04", DISPUTE_ASKED, given, complete=complete, **({"at": at} if at else {}))
    _write(openings.dispute_rows(case, {**given, **personal}))
    return case


def petition(*, at=None, complete=True, **answers):
    """A quality petition, just received, with its row and the other side."""
    given = {**PETITION, **answers}
    case = application("QT-05", PETITION_ASKED, given, complete=complete, **({"at": at} if at else {}))
    _write(openings.petition_rows(case, {**given, **REACHED}))
    return case


def _write(rows):
    for row in rows:
        row.save(force_insert=True)


def window():
    return Actor.of(clerk())


def officer():
    return Actor.of(reviewer())


def accepted(case):
    do(case, "accept", window(), case.opened_at)
    return case.opened_at


def meeting(at):
    return {"held_for": at + timedelta(days=3), "place": "二楼调解室"}


def mediating(case):
    at = accepted(case)
    do(case, "mediate", officer(), at, **meeting(at))
    return at


def sealed(case):
    at = accepted(case)
    do(case, "seal", officer(), at, sealed_on=at.date(), seal_note="传感器接线盒封条001号，双方在场")
    return at


def verified(case):
    """Sealed, ordered, verified; the moment of the last."""
    at = sealed(case)
    do(case, "order-verification", officer(), at, body="淮安市计量测试所", verify_by=at.date() + timedelta(days=20))
    at += timedelta(days=10)
    do(case, "record-verification", officer(), at, verified_on=at.date(), reading="示值误差+1.1%，超过最大允许误差。")
    return at


def told(case, *, applicant_on=None, respondent_on=None):
    """The award made and received; the moment it was recorded."""
    at = verified(case)
    do(case, "award", head(), at, award="以检定数据为准，按98.9%折算。")
    days = [day for day in (applicant_on, respondent_on) if day]
    recorded = on(max(days).isoformat(), 16) if days else at
    do(case, "tell-award", window(), recorded, applicant_on=applicant_on or at.date(), respondent_on=respondent_on or at.date())
    return recorded


__all__ = ["accepted", "date", "dispute", "do", "head", "mediating", "officer", "on", "petition", "sealed", "told", "verified", "window"]
