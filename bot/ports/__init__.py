"""What the core needs from the world: each port stands here because the core calls it. Contract suites: tests/contracts."""

from bot.ports.audit import Change
from bot.ports.batch import BatchLook, BatchOrder, BatchProvider, HasBatches
from bot.ports.blobs import BlobStore, Darkroom
from bot.ports.clock import Clock
from bot.ports.door import Admission, Inbox, NoticeStore
from bot.ports.drawing import ImageProvider, Ticket
from bot.ports.gallery import Entry, GalleryStore, Ready, Sent
from bot.ports.groups import ChatMoves, ClaimStore, GroupStore
from bot.ports.jobs import Doorbell, JobStore
from bot.ports.messages import Answer, Document, Parcel, Pending, Receipt, Sheet
from bot.ports.office import Account, OfficeStore
from bot.ports.orders import Accepted, Order
from bot.ports.people import BanStore, LinkStore, PeopleStore, StrikeStore
from bot.ports.platform import ChatPlatform, PlatformMemory, Receive, Traits
from bot.ports.privacy import Export, PrivacyStore
from bot.ports.reports import WORDS, Backlog, ReportStore, Spend, Tally
from bot.ports.reuse import Asked, Found, ReuseStore
from bot.ports.sales import Cashier, Invoice, Payment, Till
from bot.ports.suggestions import Suggester, Suggestion, Suggestions
from bot.ports.targets import TargetState, TargetStore
from bot.ports.units import PackStore, QuotaStore
from bot.ports.words import Bill, Moderator, Polisher, Translator, Verdict, Worded, WordingStore

__all__ = [
    "WORDS",
    "Accepted",
    "Account",
    "Admission",
    "Answer",
    "Asked",
    "Backlog",
    "BanStore",
    "BatchLook",
    "BatchOrder",
    "BatchProvider",
    "Bill",
    "BlobStore",
    "Cashier",
    "Change",
    "ChatMoves",
    "ChatPlatform",
    "ClaimStore",
    "Clock",
    "Darkroom",
    "Document",
    "Doorbell",
    "Entry",
    "Export",
    "Found",
    "GalleryStore",
    "GroupStore",
    "HasBatches",
    "ImageProvider",
    "Inbox",
    "Invoice",
    "JobStore",
    "LinkStore",
    "Moderator",
    "NoticeStore",
    "OfficeStore",
    "Order",
    "PackStore",
    "Parcel",
    "Payment",
    "Pending",
    "PeopleStore",
    "PlatformMemory",
    "Polisher",
    "PrivacyStore",
    "QuotaStore",
    "Ready",
    "Receipt",
    "Receive",
    "ReportStore",
    "ReuseStore",
    "Sent",
    "Sheet",
    "Spend",
    "StrikeStore",
    "Suggester",
    "Suggestion",
    "Suggestions",
    "Tally",
    "TargetState",
    "TargetStore",
    "Ticket",
    "Till",
    "Traits",
    "Translator",
    "Verdict",
    "Worded",
    "WordingStore",
]
