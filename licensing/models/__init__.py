"""The tables of the licensing floor, one concept a file."""

from licensing.models.application import (
    ApplicantType,
    Application,
    Delivery,
    JointVisit,
    MaterialCheck,
    MaterialFile,
    Opinion,
    Request,
)
from licensing.models.catalogue import Guide, ItemBasis, ItemVersion, PowerItem, PowerKind
from licensing.models.certificate import CertificateMeasure, IssuedCertificate
from licensing.models.check import Hearing, SiteCheck, SiteCheckOfficer, SiteCheckPhoto
from licensing.models.discretion import DiscretionFactor, DiscretionTier, PenaltyBound
from licensing.models.dispute import MetrologyDispute, QualityPetition
from licensing.models.evidence import Evidence, EvidenceFile, EvidenceMove, Examination, FieldRecord, RecordSignature
from licensing.models.execution import BankFile, BankPayment, CourtApplication, Instalment, Levy, PaymentRelief, Remedy
from licensing.models.inspection import Inspection, InspectionOfficer, InspectionPlan, PoolEntry
from licensing.models.penalty import CaseOpinion, CaseTransfer, Charge, CollectiveDiscussion, PartyType, PenaltyCase, Recusal
from licensing.models.procedure import PartyStatement, ServiceAttempt
from licensing.models.publicity import CaseVolume, Publication
from licensing.models.seizure import HeldThing, HeldThingMove, MeasureCase
from licensing.models.window import WindowTicket

__all__ = [
    "ApplicantType",
    "Application",
    "BankFile",
    "BankPayment",
    "CaseOpinion",
    "CaseTransfer",
    "CaseVolume",
    "CertificateMeasure",
    "Charge",
    "CollectiveDiscussion",
    "CourtApplication",
    "Delivery",
    "DiscretionFactor",
    "DiscretionTier",
    "Evidence",
    "EvidenceFile",
    "EvidenceMove",
    "Examination",
    "FieldRecord",
    "Guide",
    "Hearing",
    "HeldThing",
    "HeldThingMove",
    "Inspection",
    "InspectionOfficer",
    "InspectionPlan",
    "Instalment",
    "IssuedCertificate",
    "ItemBasis",
    "ItemVersion",
    "JointVisit",
    "Levy",
    "MaterialCheck",
    "MaterialFile",
    "MeasureCase",
    "MetrologyDispute",
    "Opinion",
    "PartyStatement",
    "PartyType",
    "PaymentRelief",
    "PenaltyBound",
    "PenaltyCase",
    "PoolEntry",
    "PowerItem",
    "PowerKind",
    "Publication",
    "QualityPetition",
    "RecordSignature",
    "Recusal",
    "Remedy",
    "Request",
    "ServiceAttempt",
    "SiteCheck",
    "SiteCheckOfficer",
    "SiteCheckPhoto",
    "WindowTicket",
]
