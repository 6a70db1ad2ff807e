"""The tables of the enterprise floor, one concept a file."""

from enterprises.models.account import AccountRequest, Invitation, Membership
from enterprises.models.correction import RegisterCorrection
from enterprises.models.enterprise import DuplicatePair, Enterprise, FormerName, Merge
from enterprises.models.importing import HeaderMapping, ImportRow, ImportRun
from enterprises.models.notes import CreditEntry, RiskNote
from enterprises.models.obligation import FeedKey, Obligation, ObligationKind
from enterprises.models.people import CareOfficer, Contact, PersonReveal, Premises
from enterprises.models.reference import CertificateKind, Industry, InstrumentKind, Tag
from enterprises.models.sources import (
    SOURCES,
    Certificate,
    DeclaredStandard,
    Instrument,
    ObligationSource,
    QualifiedPerson,
    SpecialEquipment,
    Standing,
)

__all__ = [
    "SOURCES",
    "AccountRequest",
    "CareOfficer",
    "Certificate",
    "CertificateKind",
    "Contact",
    "CreditEntry",
    "DeclaredStandard",
    "DuplicatePair",
    "Enterprise",
    "FeedKey",
    "FormerName",
    "HeaderMapping",
    "ImportRow",
    "ImportRun",
    "Industry",
    "Instrument",
    "InstrumentKind",
    "Invitation",
    "Membership",
    "Merge",
    "Obligation",
    "ObligationKind",
    "ObligationSource",
    "PersonReveal",
    "Premises",
    "QualifiedPerson",
    "RegisterCorrection",
    "RiskNote",
    "SpecialEquipment",
    "Standing",
    "Tag",
]
