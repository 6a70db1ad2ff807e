"""Papers: into a basket under their material, out again, used again, counted against the guide."""

from uuid import uuid4

import pytest

from bureau.attachments import AttachmentRefused, TooManyFiles
from bureau.models import Attachment
from licensing.applications import bars, materials
from licensing.guides.content import read_guide
from licensing.models import MaterialFile
from tests.factories import licensing as make
from tests.licensing.applications.handing_in import basket_with, paper, send, wanted

pytestmark = pytest.mark.django_db
AT = make.RECEIVED_AT


def content(**materials_of):
    papers = [
        {"code": "report", "name": "检验报告"},
        {"code": "licence", "name": "营业执照", "waived_when_on_file": True},
        {"code": "photo", "name": "照片", "required": False},
        {"code": "transfer", "name": "过户协议", "when": {"field": "equipment_name", "is_in": ["二手"]}},
        {"code": "old", "name": "原证", "requests": ["renewal"]},
    ]
    return read_guide({**make.CONTENT, "materials": papers, **materials_of})


def test_a_file_lies_in_its_basket_under_its_material():
    basket = basket_with("report", "photo")
    assert [(row.code, row.attachment.name) for row in materials.files_of(basket)] == [("report", "report.pdf"), ("photo", "photo.pdf")]
    assert materials.files_of(uuid4()) == [] and materials.files_of(None) == []


def test_the_same_file_twice_for_one_material_is_one_for_two_it_is_two():
    basket = uuid4()
    first = materials.attach(basket, "report", paper(), at=AT)
    assert materials.attach(basket, "report", paper(), at=AT) == first
    second = materials.attach(basket, "photo", paper(), at=AT)
    assert second.attachment_id != first.attachment_id and second.attachment.sha256 == first.attachment.sha256
    assert second.attachment.file.read() == first.attachment.file.read()


def test_a_format_the_guide_does_not_allow_is_refused_with_those_it_does():
    with pytest.raises(AttachmentRefused, match="JPG, PNG"):
        materials.attach(uuid4(), "photo", paper("a.pdf"), at=AT, formats=("jpg", "png"))
    assert not Attachment.objects.exists()


def test_the_limit_of_the_house_holds(settings):
    settings.APPLICATION_FILES = 1
    basket = basket_with("report")
    with pytest.raises(TooManyFiles):
        materials.attach(basket, "photo", paper(text="other"), at=AT)


def test_a_dozen_papers_and_more_have_room():
    assert len(materials.files_of(basket_with(*(f"paper-{number}" for number in range(14))))) == 14


def test_a_file_is_taken_out_of_its_own_basket_only():
    basket = basket_with("report")
    row = MaterialFile.objects.get()
    assert not materials.detach(uuid4(), row.pk) and MaterialFile.objects.exists()
    assert materials.detach(basket, row.pk) and not MaterialFile.objects.exists() and not Attachment.objects.exists()


def test_what_was_handed_over_is_not_taken_out_any_more(guide, membership):
    wish = wanted(membership)
    send(wish)
    assert not materials.detach(wish.basket, MaterialFile.objects.get().pk)


@pytest.mark.parametrize(
    ("request_kind", "answers", "present", "on_file", "lacking"),
    [
        ("new", {}, set(), set(), ["report", "licence"]),
        ("new", {}, {"report"}, {"licence"}, []),
        ("new", {"equipment_name": "二手"}, {"report", "licence"}, set(), ["transfer"]),
        ("renewal", {}, {"report", "licence"}, set(), ["old"]),
    ],
)
def test_what_is_missing(request_kind, answers, present, on_file, lacking):
    assert [one.code for one in materials.missing(content(), request_kind, answers, present, on_file)] == lacking


def test_on_file_only_for_whom_the_register_knows():
    asked = content().materials
    assert materials.on_file(asked, is_known=True) == {"licence"} and materials.on_file(asked, is_known=False) == set()


# --- using again -------------------------------------------------------------------------------------------------------
@pytest.fixture
def earlier(guide, membership):
    send(wanted(membership))
    own = bars.same_applicant(enterprise_code=membership.enterprise.code, person_index=None)
    return materials.earlier_files(["inspection-report"], own)["inspection-report"]


def test_an_earlier_file_is_copied_into_the_basket_and_remembers_where_it_came_from(earlier):
    basket = uuid4()
    row = materials.reuse(basket, "inspection-report", earlier, at=AT)
    assert (row.reused_from, row.basket, row.application) == (earlier, basket, None)
    assert row.attachment_id != earlier.attachment_id and row.attachment.file.name != earlier.attachment.file.name
    assert row.attachment.file.read() == earlier.attachment.file.read()
    assert materials.reuse(basket, "inspection-report", earlier, at=AT) == row, "pressed twice it is one"


def test_only_ones_own_files_are_offered(earlier, membership):
    other = bars.same_applicant(enterprise_code="91320803MA1MXYJX0B", person_index=None)
    assert materials.earlier_files(["inspection-report"], other) == {}
    assert materials.earlier_files(["inspection-report"], None) == {}


def test_the_newest_file_that_still_counts_is_offered(earlier, membership):
    send(wanted(membership), key=2)
    newest = MaterialFile.objects.order_by("pk").last()
    own = bars.same_applicant(enterprise_code=membership.enterprise.code, person_index=None)
    assert materials.earlier_files(["inspection-report"], own)["inspection-report"] == newest
    materials.supersede(newest.application, ["inspection-report"])
    assert materials.earlier_files(["inspection-report"], own)["inspection-report"] == earlier


def test_a_file_the_storage_lost_is_refused(earlier):
    earlier.attachment.file.storage.delete(earlier.attachment.file.name)
    with pytest.raises(AttachmentRefused):
        materials.reuse(uuid4(), "inspection-report", earlier, at=AT)
    assert MaterialFile.objects.count() == 1
