"""Files that hold what a person said, and drawn signatures, open only where a reason is asked and logged."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bureau.attachments import accept_file
from tests import people
from tests.factories.licensing import RECEIVED_AT
from tests.factories.penalties import penalty_case
from tests.people import signed_in

pytestmark = pytest.mark.django_db
TEXT = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.mark.parametrize(("guarded", "status"), [(False, 200), (True, 404)])
def test_the_house_s_own_list_and_door_leave_guarded_files_to_their_room(client, guarded, status):
    case = penalty_case()
    upload = SimpleUploadedFile("证言.pdf", TEXT, content_type="application/pdf")
    attachment = accept_file(upload, case=case, by=case.handler, from_citizen=False, at=RECEIVED_AT, guarded=guarded)
    reader = signed_in(client, people.approver())
    page = reader.get(reverse("bureau:case", args=[case.number])).content.decode()
    door = reverse("bureau:attachment", args=[case.number, attachment.pk])
    assert (door in page) is not guarded
    assert reader.get(door).status_code == status
