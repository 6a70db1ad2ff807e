"""A check of declared standards: what may be recorded, and what of it is published (标准化法 38)."""

from datetime import timedelta

import pytest

from bureau.errors import GateClosed
from tests.licensing.inspections import scenes
from tests.licensing.inspections.scenes import AT, DEFECT, ORDER, take

pytestmark = pytest.mark.django_db
FINDING = {"finding": "现场复查情况属实。"}


def test_a_defect_cannot_be_recorded_as_conforming_nor_the_other_way_round():
    case = take(scenes.inspection(scenes.STANDARDS), "print-notice")
    for name, data in (("find-conforming", DEFECT), ("find-defects", scenes.CONFORMS)):
        with pytest.raises(GateClosed) as refusal:
            take(case, name, data)
        assert len(refusal.value.missing) == 1


def test_only_what_is_not_put_right_is_published_of_a_defect():
    case = take(take(scenes.inspection(scenes.STANDARDS), "print-notice"), "find-defects", DEFECT)
    case = take(case, "order-rectification", ORDER)
    assert case.published_at is None
    case = take(case, "record-overdue", FINDING, at=AT + timedelta(days=61))
    case = take(case, "publicise", {}, at=AT + timedelta(days=61))
    assert "未公开所执行标准的编号和名称" in case.publication
    assert case.published_at is not None
