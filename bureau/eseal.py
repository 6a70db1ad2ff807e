"""The bureau's electronic seal: signs what was typeset (PAdES baseline B) and says of a file whether its seal is whole and ours.

The seal is a PKCS#12 file named by `settings.DOCUMENT_SEAL_KEY`. Without one documents are issued unsealed, with the place for the stamp
kept free: a letter with a statutory day must not wait for a key. What was sealed under an earlier certificate stays checkable through
`settings.DOCUMENT_SEAL_TRUST` (PEM files).

What PDF/A-2 asks of signatures (ISO 19005-2, 6.3.2, 6.3.3, 6.4.3) and how it is met: the signature covers the whole file, its CMS is DER
with the signer's certificate and one signer; the field's annotation has no area, so it needs no appearance, and is marked for printing;
the form asks no reader to make appearances; the file is added to, never rewritten.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

from asn1crypto import pem
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core import checks
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.general import UnacceptableSignerError
from pyhanko.sign.validation import EmbeddedPdfSignature, KeyUsageConstraints, SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

log = logging.getLogger(__name__)

Result = TypeVar("Result")

FIELD_NAME = "BureauSeal"
# Without area, but marked for printing, as PDF/A asks of every annotation.
PRINTED = fields.InvisSigSettings(set_print_flag=True, set_hidden_flag=False)
DIGEST = "sha256"
# A common name holds at most 64 bytes.
DEMO_NAME = "淮安市楚州区质量和市场监督管理局演示印章"
DEMO_YEARS = 10
DEMO_KEY_BITS = 3072
MAX_SUBJECT = 200
# What a signature takes besides its certificates; generous.
SIGNATURE_BYTES = 3000
# A seal binds its owner like a signature; "content commitment" says so in the certificate.
KEY_USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)
# What reading a file that is no PDF, or a broken one, can end in: the file comes from a stranger.
UNREADABLE = (PdfError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, OSError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class SealCheck:
    """What the seal in a file is worth. Without a signature everything is False or empty.

    `is_intact`: what was signed has not been changed; `covers_whole_file`: nothing was added after it; `is_trusted`: by a certificate of
    the bureau. `signed_at` is the time the signer claims; no time-stamp authority vouches for it.
    """

    is_intact: bool = False
    is_trusted: bool = False
    subject: str = ""
    signed_at: datetime | None = None
    covers_whole_file: bool = False

    @property
    def is_genuine(self) -> bool:
        """Whether the file is whole and bears the bureau's seal."""
        return self.is_intact and self.is_trusted and self.covers_whole_file


NO_SEAL = SealCheck()


class SealUnreadable(RuntimeError):
    """A seal is configured and cannot be opened: the file is missing, is no PKCS#12, or the password is wrong."""


# --- the seal itself --------------------------------------------------------------------------------------------------
def is_configured() -> bool:
    """Whether a seal is named in the settings."""
    return bool(settings.DOCUMENT_SEAL_KEY)


@lru_cache(maxsize=4)
def _open_seal(path: str, password: str, _changed: float) -> signers.SimpleSigner:
    try:
        seal = signers.SimpleSigner.load_pkcs12_data(Path(path).read_bytes(), other_certs=[], passphrase=password.encode() or None)
    except (ValueError, OSError) as error:
        raise SealUnreadable(path) from error
    certificate_of(seal)
    return seal


def current_seal() -> signers.SimpleSigner | None:
    """The seal in use, None if none is configured. Kept open until its file changes. Raises SealUnreadable."""
    if not is_configured():
        return None
    path = Path(settings.DOCUMENT_SEAL_KEY)
    try:
        changed = path.stat().st_mtime
    except OSError as error:
        raise SealUnreadable(str(path)) from error
    return _open_seal(str(path), settings.DOCUMENT_SEAL_PASSWORD, changed)


def seal_in_use() -> signers.SimpleSigner | None:
    """The seal for a document being made now; None, with a line in the log, when the configured one cannot be opened."""
    try:
        return current_seal()
    except SealUnreadable:
        log.exception("The electronic seal of DOCUMENT_SEAL_KEY cannot be opened: documents are issued unsealed")
        return None


def certificate_of(seal: signers.SimpleSigner) -> asn1.Certificate:
    """The certificate of a seal. Raises SealUnreadable for a file that holds none."""
    if seal.signing_cert is None:
        raise SealUnreadable("no certificate")
    return seal.signing_cert


def subject_of(certificate: asn1.Certificate) -> str:
    """Whose certificate it is, as people read it."""
    name = certificate.subject
    words = str(name.native.get("common_name") or name.human_friendly)
    return words[:MAX_SUBJECT]


class _Addition(IncrementalPdfFileWriter):
    """What is added to a typeset file. Its metadata stay as Typst wrote them: the library's own would not name PDF/A's schemas rightly."""

    def _update_meta(self) -> None:
        """Leave title, dates and XMP alone."""


def sign(pdf: bytes, seal: signers.SimpleSigner) -> bytes:
    """The PDF with an invisible signature added, which claims the machine's present time. The bytes before it stay as they were."""
    certificate = certificate_of(seal)
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD_NAME,
        md_algorithm=DIGEST,
        subfilter=fields.SigSeedSubFilter.PADES,
        name=subject_of(certificate),
    )
    signer = signers.PdfSigner(meta, signer=seal, new_field_spec=fields.SigFieldSpec(FIELD_NAME, invis_sig_settings=PRINTED))
    # Room for the signature, named beforehand: to find it out the library would sign twice.
    room = 2 * (SIGNATURE_BYTES + len(certificate.dump()) + sum(len(one.dump()) for one in seal.cert_registry))
    signed: BytesIO = _alone(lambda: signer.sign_pdf(_Addition(BytesIO(pdf)), output=BytesIO(), bytes_reserved=room))
    return signed.getvalue()


def _alone(work: Callable[[], Result]) -> Result:
    """Run in a thread of its own: the library drives an event loop, and a thread may have only one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


# --- checking ---------------------------------------------------------------------------------------------------------
def check(pdf: bytes) -> SealCheck:
    """What the last signature in a file is worth against the bureau's certificates. A file that cannot be read has no seal."""
    try:
        signatures = PdfFileReader(BytesIO(pdf)).embedded_signatures
        if not signatures:
            return NO_SEAL
        checked = _alone(lambda: _check_one(signatures[-1]))
    except (*UNREADABLE, UnacceptableSignerError):
        log.info("A file with an unreadable seal was checked", exc_info=True)
        return NO_SEAL
    return checked


def _check_one(signature: EmbeddedPdfSignature) -> SealCheck:
    claimed = signature.self_reported_timestamp
    # Whether the certificate was good when it sealed, not whether it has run out since.
    context = ValidationContext(trust_roots=trusted_certificates(), allow_fetching=False, moment=claimed)
    status = validate_pdf_signature(signature, context, key_usage_settings=KEY_USAGE, skip_diff=True)
    return SealCheck(
        is_intact=bool(status.intact and status.valid),
        is_trusted=bool(status.trusted),
        subject=subject_of(status.signing_cert),
        signed_at=claimed,
        covers_whole_file=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
    )


def trusted_certificates() -> list[asn1.Certificate]:
    """The certificate of the seal in use and those of earlier seals. One that cannot be read is logged and left out."""
    seal = seal_in_use()
    found = [certificate_of(seal)] if seal else []
    for path in settings.DOCUMENT_SEAL_TRUST:
        try:
            _kind, _headers, der = pem.unarmor(Path(path).read_bytes())
            found.append(asn1.Certificate.load(der))
        except (ValueError, OSError):
            log.exception("The certificate %s of DOCUMENT_SEAL_TRUST cannot be read", path)
    return found


# --- a seal for trying out --------------------------------------------------------------------------------------------
def make_demo_seal(path: Path, *, password: str, at: datetime) -> bool:
    """Write a self-signed seal to a file that does not exist yet; False if it does. For the demo and tests, never for real papers."""
    if path.exists():
        return False
    # RSA: elliptic curves would need PDF 2.0, and PDF/A-2 is PDF 1.7.
    key = rsa.generate_private_key(public_exponent=65537, key_size=DEMO_KEY_BITS)
    name = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"), x509.NameAttribute(NameOID.COMMON_NAME, DEMO_NAME)])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # The demo's own past is sealed too: its letters are rendered with the clock of the machine, which may be set back a little.
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=365 * DEMO_YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    data = pkcs12.serialize_key_and_certificates(b"seal", key, certificate, None, BestAvailableEncryption(password.encode()))
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(f".{certificate.serial_number:x}.new")
    half.touch(mode=0o600)
    half.write_bytes(data)
    try:
        # Two processes may come here at once: the first one's seal stays.
        path.hardlink_to(half)
    except FileExistsError:
        return False
    finally:
        half.unlink()
    return True


# --- what an administrator is told at start ---------------------------------------------------------------------------
@checks.register(checks.Tags.security)
def check_seal(**_options: Any) -> list[checks.CheckMessage]:
    """A warning without a seal, an error with one that cannot be opened; in the demo, whose seal is made at its start, a warning too."""
    if not is_configured():
        words = "DOCUMENT_SEAL_KEY is not set: documents are issued without an electronic seal, to be stamped by hand."
        return [checks.Warning(words, hint="Name a PKCS#12 file and its DOCUMENT_SEAL_PASSWORD.", id="bureau.W010")]
    try:
        current_seal()
    except SealUnreadable:
        words = "The electronic seal of DOCUMENT_SEAL_KEY cannot be opened: documents would be issued unsealed."
        if settings.DEMO:
            return [checks.Warning(words, hint="Run `manage.py make_demo_seal`.", id="bureau.W011")]
        return [checks.Error(words, hint="Check the file, its owner and DOCUMENT_SEAL_PASSWORD.", id="bureau.E011")]
    return []
