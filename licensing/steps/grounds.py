"""Grounds and reasons a step must name, each with the words of the law that its letter prints."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class NotAcceptedGround(models.TextChoices):
    """Why an application is not accepted (行政许可法 32 para. 1 items 1 and 2, 78). Missing papers are no ground: they are asked for."""

    NO_PERMIT_NEEDED = "32-1-1", _("The matter needs no permit")
    NOT_OUR_REMIT = "32-1-2", _("Not within this bureau's powers")
    FALSE_MATERIAL = "78", _("Facts concealed or false material")


class ExcludedReason(models.TextChoices):
    """What takes time the law does not count (行政许可法 45). A hearing has steps of its own."""

    TESTING = "testing", _("Testing")
    INSPECTION = "inspection", _("Technical inspection")
    APPRAISAL = "appraisal", _("Appraisal")
    EXPERT_REVIEW = "expert-review", _("Expert review")


# Official documents are Chinese, whatever language the officer's screen shows.
NOT_ACCEPTED_WORDS: Mapping[str, str] = {
    NotAcceptedGround.NO_PERMIT_NEEDED: "申请事项依法不需要取得行政许可（《中华人民共和国行政许可法》第三十二条第一款第一项）。",
    NotAcceptedGround.NOT_OUR_REMIT: "申请事项依法不属于本行政机关职权范围（《中华人民共和国行政许可法》第三十二条第一款第二项）。",
    NotAcceptedGround.FALSE_MATERIAL: "申请人隐瞒有关情况或者提供虚假材料申请行政许可（《中华人民共和国行政许可法》第七十八条）。",
}
EXCLUDED_WORDS: Mapping[str, str] = {
    ExcludedReason.TESTING: "检测",
    ExcludedReason.INSPECTION: "检验",
    ExcludedReason.APPRAISAL: "鉴定",
    ExcludedReason.EXPERT_REVIEW: "专家评审",
}
