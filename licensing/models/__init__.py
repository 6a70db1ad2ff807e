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
from licensing.models.dispute import MetrologyDispute, QualityPetition
from licensing.models.inspection import Inspection, InspectionOfficer, InspectionPlan, PoolEntry
from licensing.models.window import WindowTicket

__all__ = [
    "ApplicantType",
    "Application",
    "CertificateMeasure",
    "Delivery",
    "Guide",
    "Hearing",
    "Inspection",
    "InspectionOfficer",
    "InspectionPlan",
    "IssuedCertificate",
    "ItemBasis",
    "ItemVersion",
    "JointVisit",
    "MaterialCheck",
    "MaterialFile",
    "MetrologyDispute",
    "Opinion",
    "PoolEntry",
    "PowerItem",
    "PowerKind",
    "QualityPetition",
    "Request",
    "SiteCheck",
    "SiteCheckOfficer",
    "SiteCheckPhoto",
    "WindowTicket",
]
