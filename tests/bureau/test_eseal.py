"""The electronic seal: put on every document, checked by anybody, and never a reason for a letter not to go out."""

import re
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from asn1crypto import cms
from django.core.management import CommandError, call_command
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from bureau import documents, eseal, letters
from bureau.models import Document
from tests import people
from tests.factories.papers import AT, make_case
from tests.pdf_text import pdf_text

FACTS = {"addressee": "张三丰", "respondent": "楚州某某超市", "received_on": "2026-05-06"}


@pytest.fixture
def document(db) -> Document:
    return documents.issue_document(make_case(), "complaint-acceptance", FACTS, by=people.clerk(), at=AT)


def rendered(document: Document) -> bytes:
    documents.render(document.pk)
    document.refresh_from_db()
    with document.file.open("rb") as file:
        return file.read()


def test_a_document_is_sealed_and_the_seal_is_valid(document):
    before = datetime.now(UTC).replace(microsecond=0)
    checked = eseal.check(rendered(document))
    assert checked.is_genuine
    assert (checked.is_intact, checked.is_trusted, checked.covers_whole_file) == (True, True, True)
    assert checked.subject == document.sealed_as == eseal.DEMO_NAME
    assert before <= checked.signed_at <= datetime.now(UTC)


def test_the_signature_is_a_pades_baseline_one(document):
    [signature] = PdfFileReader(BytesIO(rendered(document))).embedded_signatures
    seal = eseal.current_seal()
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[seal.signing_cert]), key_usage_settings=eseal.KEY_USAGE)
    assert status.bottom_line
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    attributes = {one["type"].native for one in signature.signed_data["signer_infos"][0]["signed_attrs"]}
    # ETSI EN 319 142-1: the certificate is bound by its digest, and the time stands in the file, not among the signed attributes.
    assert "signing_certificate_v2" in attributes
    assert "signing_time" not in attributes


def test_a_sealed_file_keeps_what_pdf_a_asks(document):
    """Structure only: no validator is at hand. ISO 19005-2, 6.1.3, 6.2.3, 6.3.2, 6.3.3, 6.4.1, 6.4.3, 6.6."""
    pdf = rendered(document)
    reader = PdfFileReader(BytesIO(pdf))
    root = reader.root
    assert pdf.startswith(b"%PDF-1.7\n")
    assert root.get("/Version") in (None, "/1.7"), "PDF/A-2 is PDF 1.7"
    assert "/Encrypt" not in reader.trailer_view
    [intent] = (one.get_object() for one in root["/OutputIntents"])
    assert intent["/S"] == "/GTS_PDFA1"
    xmp = root["/Metadata"].data
    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in xmp
    fonts = [one for one in every_object(reader) if one.get("/Type") == "/FontDescriptor"]
    assert fonts
    assert all("/FontFile3" in one or "/FontFile2" in one for one in fonts), "every font is in the file"
    form = root["/AcroForm"]
    assert form["/SigFlags"] == 3
    assert "/NeedAppearances" not in form
    assert "/XFA" not in form
    [field] = (one.get_object() for one in form["/Fields"])
    assert [float(side) for side in field["/Rect"]] == [0, 0, 0, 0], "a field without area needs no appearance"
    assert field["/F"] & 0b100, "annotations are printed"
    assert not field["/F"] & 0b100011, "and not hidden"


def test_the_signature_covers_the_file_and_is_der_with_one_signer(document):
    pdf = rendered(document)
    [signature] = PdfFileReader(BytesIO(pdf)).embedded_signatures
    start, length, resume, rest = signature.byte_range
    assert (start, resume + rest) == (0, len(pdf))
    contents = pdf[length + 1 : resume - 1]
    assert re.fullmatch(rb"[0-9A-Fa-f]+", contents), "only the signature itself is left out"
    envelope = cms.ContentInfo.load(bytes.fromhex(contents.decode()))
    signed = envelope["content"]
    assert len(signed["signer_infos"]) == 1
    assert [one.chosen.dump() for one in signed["certificates"]] == [eseal.current_seal().signing_cert.dump()]
    assert signed.dump(force=True) == signed.dump(), "DER"


def test_sealing_only_adds_to_the_typeset_file(document):
    plain = documents.typeset(document.template, {**documents.letter_text(document), "is_sealed": True}, at=document.issued_at)
    assert rendered(document).startswith(plain)


def test_text_stays_selectable_and_the_round_seal_bears_the_name(document):
    text = pdf_text(rendered(document))
    assert "投诉受理告知书" in text
    assert "本文书已加盖电子印章" in text
    # Head, signature and rim of the seal.
    assert text.count(documents.BUREAU_NAME) == 3


@pytest.mark.parametrize("place", [0.02, 0.3, 0.6])
def test_one_changed_byte_breaks_the_seal(document, place):
    pdf = bytearray(rendered(document))
    # Inside a stream, so that the file stays readable and only the seal can tell.
    streams = [found.start(1) for found in re.finditer(rb"stream\n(.)", bytes(pdf), re.DOTALL)]
    spot = streams[int(len(streams) * place)] + 20
    pdf[spot] ^= 1
    checked = eseal.check(bytes(pdf))
    assert not checked.is_intact
    assert not checked.is_genuine


def test_something_added_later_is_told(document):
    checked = eseal.check(rendered(document) + b"\n% a remark\n")
    assert checked.is_intact
    assert not checked.covers_whole_file
    assert not checked.is_genuine


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"hello",
        b"%PDF-1.7\n",
        b"%PDF-1.7\nstartxref\n9\n%%EOF",
        b"%PDF-1.7\nstartxref\n99999999999999999999\n%%EOF",
        bytes(range(256)) * 40,
    ],
)
def test_a_file_that_is_no_pdf_has_no_seal(file):
    assert eseal.check(file) == eseal.NO_SEAL


def test_every_cut_or_garbled_file_is_answered(document):
    pdf = rendered(document)
    for end in range(0, len(pdf), len(pdf) // 40):
        assert not eseal.check(pdf[:end]).is_genuine
    # From behind the signature on: the noughts that fill up its place are the only bytes it does not cover.
    for position in range(pdf.rindex(b"/ByteRange"), len(pdf), 7):
        assert not eseal.check(pdf[:position] + bytes([pdf[position] ^ 1]) + pdf[position + 1 :]).is_genuine


def test_a_stranger_s_seal_is_whole_but_not_ours(document, settings, tmp_path):
    ours = settings.DOCUMENT_SEAL_KEY
    settings.DOCUMENT_SEAL_KEY = str(tmp_path / "stranger.p12")
    eseal.make_demo_seal(Path(settings.DOCUMENT_SEAL_KEY), password=settings.DOCUMENT_SEAL_PASSWORD, at=datetime.now(UTC))
    pdf = rendered(document)
    assert eseal.check(pdf).is_genuine
    settings.DOCUMENT_SEAL_KEY = ours
    checked = eseal.check(pdf)
    assert checked.is_intact
    assert not checked.is_trusted
    assert not checked.is_genuine


def test_papers_of_an_earlier_seal_stay_checkable(document, settings, tmp_path):
    pdf = rendered(document)
    earlier = tmp_path / "earlier.pem"
    earlier.write_bytes(pem_of(eseal.current_seal().signing_cert))
    settings.DOCUMENT_SEAL_KEY = ""
    assert not eseal.check(pdf).is_trusted
    settings.DOCUMENT_SEAL_TRUST = [str(earlier), str(tmp_path / "lost.pem")]
    assert eseal.check(pdf).is_genuine


def pem_of(certificate) -> bytes:
    return eseal.pem.armor("CERTIFICATE", certificate.dump())


def test_without_a_seal_the_letter_goes_out_with_room_for_the_stamp(document, settings):
    settings.DOCUMENT_SEAL_KEY = ""
    pdf = rendered(document)
    assert document.sealed_as == ""
    assert eseal.check(pdf) == eseal.NO_SEAL
    assert "（印章）" in pdf_text(pdf)


@pytest.mark.parametrize("trouble", ["missing", "garbage", "password"])
def test_a_seal_that_cannot_be_opened_holds_up_no_letter(document, settings, tmp_path, caplog, trouble):
    path = tmp_path / "seal.p12"
    if trouble == "garbage":
        path.write_bytes(b"no PKCS#12")
    if trouble == "password":
        eseal.make_demo_seal(path, password="another", at=datetime.now(UTC))
    settings.DOCUMENT_SEAL_KEY = str(path)
    assert eseal.check(rendered(document)) == eseal.NO_SEAL
    assert document.sealed_as == ""
    assert "cannot be opened" in caplog.text
    assert [one.id for one in eseal.check_seal()] == ["bureau.W011"]
    settings.DEMO = False
    assert [one.id for one in eseal.check_seal()] == ["bureau.E011"]


def test_the_check_at_start_names_the_setting(settings):
    assert eseal.check_seal() == []
    settings.DOCUMENT_SEAL_KEY = ""
    [warning] = eseal.check_seal()
    assert warning.id == "bureau.W010"
    assert "DOCUMENT_SEAL_KEY" in warning.msg


def test_the_demo_seal_is_made_once_and_readable_by_its_owner_only(settings, tmp_path):
    path = tmp_path / "deep" / "seal.p12"
    settings.DOCUMENT_SEAL_KEY = str(path)
    said = StringIO()
    call_command("make_demo_seal", stdout=said)
    first = path.read_bytes()
    call_command("make_demo_seal", stdout=said)
    assert path.read_bytes() == first
    assert said.getvalue().startswith("Made")
    assert "Kept" in said.getvalue()
    assert path.stat().st_mode & 0o077 == 0
    assert [one.name for one in path.parent.iterdir()] == ["seal.p12"]


def test_no_self_signed_seal_in_production(settings, tmp_path):
    settings.DEMO = False
    settings.DOCUMENT_SEAL_KEY = str(tmp_path / "seal.p12")
    with pytest.raises(CommandError, match="demo only"):
        call_command("make_demo_seal")
    assert not Path(settings.DOCUMENT_SEAL_KEY).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["letter", "complaint-receipt"])
def test_every_kind_of_letter_is_sealed(kind):
    known = letters.letter_kind(kind)
    facts = {name: "某事" for name in known.requires} | {"paragraphs": ["一", "二"]}
    document = documents.issue_document(make_case(), kind, facts, by=None, at=AT)
    assert eseal.check(rendered(document)).is_genuine


def every_object(reader: PdfFileReader):
    """The dictionaries of the typeset file."""
    found = (reader.get_object(one) for one in reader.xrefs.explicit_refs_in_revision(0))
    return (one for one in found if hasattr(one, "get"))
