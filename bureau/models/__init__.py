"""The tables of the ground floor, one concept a file."""

from bureau.models.case import Case, CaseMember, Channel, Light
from bureau.models.draft import Draft
from bureau.models.event import Assignment, Event
from bureau.models.message import Message, MessageChannel, MessageTemplate
from bureau.models.paper import Attachment, Document, DocumentCheck, DocumentVoid, NumberCounter, private_storage
from bureau.models.party import Party, Reveal
from bureau.models.people import Office, Officer, User
from bureau.models.reference import Category, Township
from bureau.models.saved_view import SavedView
from bureau.models.tally import Measure, Tally, TallyDelta
from bureau.models.time import CalendarDay, Clock, ClockPause, ClockRule

__all__ = [
    "Assignment",
    "Attachment",
    "CalendarDay",
    "Case",
    "CaseMember",
    "Category",
    "Channel",
    "Clock",
    "ClockPause",
    "ClockRule",
    "Document",
    "DocumentCheck",
    "DocumentVoid",
    "Draft",
    "Event",
    "Light",
    "Measure",
    "Message",
    "MessageChannel",
    "MessageTemplate",
    "NumberCounter",
    "Office",
    "Officer",
    "Party",
    "Reveal",
    "SavedView",
    "Tally",
    "TallyDelta",
    "Township",
    "User",
    "private_storage",
]
