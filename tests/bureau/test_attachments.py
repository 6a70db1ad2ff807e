"""Files handed in: what is taken, what is refused and why, what is cleaned out, who may open them."""

import hashlib
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import translation
from PIL import Image

from bureau import attachments
from bureau.models import Attachment, private_storage
from bureau.upload_cleaning import Unreadable, blank_recording
from bureau.upload_names import clean_name, extension_of
from tests import people
from tests.factories.papers import AT, make_case, office_file, photo, upload, video

BASKET = uuid.UUID("11111111-2222-3333-4444-555555555555")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
# UTF-16LE, as a compound file lists its streams
OLD_WORD = OLE + "WordDocument".encode("utf-16-le") + bytes(100)
OLD_EXCEL = OLE + "Workbook".encode("utf-16-le") + bytes(100)
MP3 = b"\xff\xfb\x90\x64" + bytes(400)


def hand_in(name: str, content: bytes, **places) -> Attachment:
    return attachments.accept_file(upload(name, content), **({"basket": BASKET} | places), from_citizen=True, at=AT)


def stored(attachment: Attachment) -> bytes:
    with attachment.file.open("rb") as file:
        return file.read()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("发票.jpg", photo(), "image/jpeg"),
        ("发票.JPEG", photo(), "image/jpeg"),
        ("screen.png", photo(kind="PNG"), "image/png"),
        ("wx.webp", photo(kind="WEBP"), "image/webp"),
        ("合同.pdf", PDF, "application/pdf"),
        ("a.docx", office_file(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.xlsx", office_file("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.doc", OLD_WORD, "application/msword"),
        ("a.wps", OLD_WORD, "application/msword"),
        ("a.xls", OLD_EXCEL, "application/vnd.ms-excel"),
        ("a.mp4", video(), "video/mp4"),
        ("a.mov", video(b"qt  "), "video/quicktime"),
        ("a.m4a", video(b"M4A "), "audio/mp4"),
        ("a.mp3", MP3, "audio/mpeg"),
        ("a.mp3", b"ID3\x04" + bytes(300), "audio/mpeg"),
    ],
)
def test_accepted_kinds(name, content, content_type):
    attachment = hand_in(name, content)
    assert attachment.content_type == content_type
    assert attachment.sha256 == hashlib.sha256(stored(attachment)).hexdigest()
    assert attachment.size == len(stored(attachment))
    assert (attachment.name, attachment.from_citizen, attachment.uploaded_at) == (name, True, AT)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "really"),
    [
        ("photo.jpg", b"MZ\x90\x00" + bytes(300), "a Windows program"),
        ("photo.jpg", photo(kind="PNG"), "PNG image"),
        ("photo.jpg", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(80), "an HEIC image of an iPhone"),
        ("film.mp4", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(80), "an HEIC image of an iPhone"),
        ("photo.png", b"<html><script>alert(1)</script>", "a web page or drawing that can contain program code"),
        ("scan.pdf", b"junk before" + PDF, "something the portal does not know"),
        ("scan.pdf", b"%PDF-1.7 that breaks off", "Adobe Portable Document Format"),
        ("a.docx", office_file("xl/workbook.xml"), "Excel workbook"),
        ("a.docx", office_file("word/document.xml", "word/vbaProject.bin"), "a ZIP archive or an Office file with macros"),
        ("a.docx", office_file("notes.txt"), "a ZIP archive or an Office file with macros"),
        ("a.doc", OLD_WORD + "_VBA_PROJECT".encode("utf-16-le"), "an old Office file with macros or a password"),
        ("a.zip", office_file("notes.txt"), "a ZIP archive or an Office file with macros"),
        ("a.exe", b"MZ\x90\x00" + bytes(300), "a Windows program"),
        ("a.svg", b"<svg onload='alert(1)'/>", "a web page or drawing that can contain program code"),
        ("a.gif", b"GIF89a" + bytes(50), "a GIF image"),
        ("noextension", photo(), "JPEG image"),
    ],
)
def test_disguised_and_foreign_files_are_named_and_refused(name, content, really):
    with translation.override("en"), pytest.raises(attachments.FileTypeRefused) as refused:
        hand_in(name, content)
    assert really in str(refused.value)
    assert name in str(refused.value)
    assert not Attachment.objects.exists()


@pytest.mark.django_db
def test_refusal_speaks_the_users_language():
    with translation.override("zh-hans"), pytest.raises(attachments.FileTypeRefused) as refused:
        hand_in("照片.jpg", b"MZ\x90\x00" + bytes(300))
    assert str(refused.value) == "“照片.jpg”名为JPEG 图片，实际是Windows 程序。请发送原始文件。"


@pytest.mark.django_db
def test_empty_file():
    with pytest.raises(attachments.EmptyFile):
        hand_in("a.jpg", b"")


@pytest.mark.django_db
def test_size_limits_are_per_group_and_from_settings(settings):
    settings.ATTACHMENT_MEGABYTES = {"image": 1, "document": 1, "media": 2}
    big = PDF[:-6] + b" " * (1024 * 1024) + b"%%EOF\n"
    with translation.override("en"), pytest.raises(attachments.FileTooLarge, match=r"1\.0 MB; at most 1 MB"):
        hand_in("a.pdf", big)
    assert hand_in("a.mp3", MP3 + bytes(1024 * 1024)).size > 1024 * 1024


@pytest.mark.django_db
def test_eleventh_file_of_a_basket_is_refused_and_the_ten_stay():
    for serial in range(10):
        hand_in(f"{serial}.pdf", PDF + str(serial).encode())
    with pytest.raises(attachments.TooManyFiles):
        hand_in("11.pdf", PDF + b"eleven")
    assert Attachment.objects.filter(basket=BASKET).count() == 10
    assert hand_in("other.pdf", PDF, basket=uuid.uuid4()).pk


@pytest.mark.django_db(transaction=True)
def test_uploads_at_the_same_time_do_not_pass_the_limit(settings):
    settings.ATTACHMENT_FILES_PER_BASKET = 3

    def one(serial: int) -> bool:
        try:
            hand_in(f"{serial}.pdf", PDF + str(serial).encode())
        except attachments.TooManyFiles:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(one, range(8)))
    assert taken.count(True) == Attachment.objects.count() == 3


@pytest.mark.django_db
def test_citizen_adds_ten_files_a_day_to_a_case_and_staff_go_on():
    case = make_case()
    for serial in range(10):
        hand_in(f"{serial}.pdf", PDF + str(serial).encode(), basket=None, case=case)
    with pytest.raises(attachments.TooManyFiles):
        hand_in("more.pdf", PDF, basket=None, case=case)
    clerk = people.clerk()
    by_staff = attachments.accept_file(upload("record.pdf", PDF), case=case, by=clerk, from_citizen=False, at=AT)
    assert (by_staff.uploaded_by, by_staff.case) == (clerk, case)
    tomorrow = attachments.accept_file(upload("a.pdf", PDF), case=case, from_citizen=True, at=AT + timedelta(days=1, minutes=1))
    assert tomorrow.pk


@pytest.mark.django_db
def test_second_click_stores_the_file_once():
    assert hand_in("a.pdf", PDF) == hand_in("a.pdf", PDF)
    assert Attachment.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("places", [{"basket": None}, {"basket": BASKET, "case": 1}])
def test_a_file_has_exactly_one_owner(places):
    with pytest.raises(ValueError, match="either"):
        hand_in("a.pdf", PDF, **places)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pictures_lose_place_and_device_and_stand_upright(kind):
    sent = photo(kind=kind, with_place=True)
    assert b"secret-xmp" in sent
    assert b"SecretPhone" in sent
    attachment = hand_in(f"a.{ {'JPEG': 'jpg', 'PNG': 'png', 'WEBP': 'webp'}[kind] }", sent)
    kept = stored(attachment)
    for trace in (b"secret", b"SecretPhone", b"Exif", b"xmpmeta"):
        assert trace not in kept
    with Image.open(BytesIO(kept)) as picture:
        assert not picture.getexif()
        assert picture.size == (40, 60)
        # Turned a quarter to the right, the red left third is on top.
        top, bottom = picture.convert("RGB").getpixel((20, 5)), picture.convert("RGB").getpixel((20, 55))
    assert top[0] > 200 > 60 > top[2]
    assert bottom[2] > 200 > 60 > bottom[0]


@pytest.mark.django_db
def test_what_hides_behind_a_picture_is_gone():
    assert b"PK\x03\x04" not in stored(hand_in("a.png", photo(kind="PNG") + office_file()))


@pytest.mark.django_db
def test_decompression_bomb_is_refused():
    bomb = BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 1024 * 1024
    with pytest.raises(attachments.FileTypeRefused):
        hand_in("a.png", bomb.getvalue())


@pytest.mark.django_db
def test_truncated_and_moving_pictures_are_refused():
    moving = BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(moving, "WEBP", save_all=True, append_images=frames[1:])
    for name, content in (("a.jpg", photo(size=(400, 400))[:900]), ("a.webp", moving.getvalue())):
        with pytest.raises(attachments.FileTypeRefused):
            hand_in(name, content)


@pytest.mark.django_db
def test_recordings_lose_their_place_and_keep_frames_and_length():
    sent = video()
    kept = stored(hand_in("a.mp4", sent))
    assert b"secret" in sent
    assert b"secret" not in kept
    assert b"+33.5" not in kept
    assert len(kept) == len(sent)
    assert kept.index(b"mdat") == sent.index(b"mdat")
    assert b"track-header" in kept


def test_broken_recording_is_unreadable():
    with pytest.raises(Unreadable):
        blank_recording(BytesIO(b"\x00\x00\xff\xffftypisom"))


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\Users\\li\\发票.jpg", "发票.jpg"),
        ("gpj.\u202eexe.jpg", "gpj.exe.jpg"),
        ("a\x00b\x07\u200b.png", "ab.png"),
        ('<img src=x>"?.png', "_img src=x___.png"),
        ("", "file"),
        ("...", "file"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
    ],
)
def test_display_names(sent, shown):
    assert clean_name(sent) == shown
    assert len(clean_name(sent)) <= 120


def test_extension_cannot_hide_behind_invisible_characters():
    assert extension_of("photo.jpg\u200b.exe ") == "exe"
    assert extension_of("photo.JPG.") == "jpg"


@pytest.mark.django_db
def test_path_is_random_and_says_nothing():
    path = hand_in("张三的病历.pdf", PDF).file.name
    assert re.fullmatch(r"attachments/2026/05/[0-9a-f]{32}\.pdf", path)


@pytest.mark.django_db
def test_claim_moves_the_basket_once(django_assert_num_queries):
    case, other = make_case(), make_case("TS20260506000013")
    hand_in("a.pdf", PDF)
    hand_in("b.pdf", PDF + b"b")
    with django_assert_num_queries(1):
        assert attachments.claim_basket(BASKET, case.pk) == 2
    assert attachments.claim_basket(BASKET, other.pk) == 0
    assert case.attachments.count() == 2


@pytest.mark.django_db(transaction=True)
def test_removed_from_basket_and_never_from_a_case():
    kept, removed = hand_in("a.pdf", PDF), hand_in("b.pdf", PDF + b"b")
    path = removed.file.name
    assert not attachments.remove_from_basket(uuid.uuid4(), removed.pk)
    assert attachments.remove_from_basket(BASKET, removed.pk)
    assert not private_storage().exists(path)
    attachments.claim_basket(BASKET, make_case().pk)
    assert not attachments.remove_from_basket(BASKET, kept.pk)
    assert private_storage().exists(kept.file.name)


@pytest.mark.django_db
def test_expired_baskets_go_with_their_files_and_nothing_else():
    fresh = attachments.accept_file(upload("new.pdf", PDF), basket=uuid.uuid4(), from_citizen=True, at=AT + timedelta(days=1))
    claimed = hand_in("case.pdf", PDF, basket=None, case=make_case())
    old = hand_in("old.pdf", PDF)
    path = old.file.name
    assert attachments.discard_expired_baskets(AT + timedelta(days=attachments.BASKET_DAYS, seconds=1)) == 1
    assert set(Attachment.objects.all()) == {fresh, claimed}
    assert not private_storage().exists(path)
    assert private_storage().exists(claimed.file.name)


@pytest.mark.django_db
def test_response_is_private_and_inert():
    response = attachments.open_attachment(hand_in("发票.jpg", photo()))
    assert response["Content-Disposition"].startswith("inline")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"
    assert attachments.open_attachment(hand_in("a.docx", office_file()))["Content-Disposition"].startswith("attachment")


@pytest.mark.django_db
def test_lost_file_is_not_found_and_logged(caplog):
    attachment = hand_in("a.pdf", PDF)
    private_storage().delete(attachment.file.name)
    with pytest.raises(Http404):
        attachments.open_attachment(attachment)
    assert f"attachment {attachment.pk} is missing" in caplog.text


@pytest.mark.django_db
def test_only_staff_who_may_see_the_case_open_the_file():
    case, other = make_case(), make_case("TS20260506000013")
    attachment = hand_in("发票.jpg", photo(), basket=None, case=case)
    url = reverse("bureau:attachment", args=[case.number, attachment.pk])

    allowed = people.signed_in(Client(), people.clerk()).get(url)
    assert allowed.status_code == 200
    assert hashlib.sha256(b"".join(allowed.streaming_content)).hexdigest() == attachment.sha256

    assert people.signed_in(Client(), people.clerk_elsewhere()).get(url).status_code == 404
    assert people.signed_in(Client(), people.stranger()).get(url).status_code == 403
    assert people.signed_in(Client(), people.enterprise_user()).get(url).status_code == 403
    assert Client().get(url).status_code == 302
    # The number must be that of the file's own case, so that a case number in an address always tells the truth.
    wrong = reverse("bureau:attachment", args=[other.number, attachment.pk])
    assert people.signed_in(Client(), people.clerk()).get(wrong).status_code == 404


@pytest.mark.django_db
def test_file_in_a_basket_is_open_to_nobody():
    attachment = hand_in("a.pdf", PDF)
    url = reverse("bureau:attachment", args=[make_case().number, attachment.pk])
    assert people.signed_in(Client(), people.administrator()).get(url).status_code == 404
