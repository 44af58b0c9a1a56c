"""The nouns everybody shares: who asks, what they ask for, what was drawn, and the job that ties them together.

All values are frozen. Times are UTC with a zone, money is integer micro-USD (1,000,000 = 1 USD), units are integers.
"""

from bot.model.buttons import Action, Button, Press
from bot.model.group import GroupSettings, Mode
from bot.model.incoming import Attachment, AttachmentKind, Incoming, Replied
from bot.model.job import Address, Ending, Fund, Job, Lane, Position, State
from bot.model.limits import Limit, Quota, Rule, ScopeKind, Usage, Window, WindowKind
from bot.model.pack import Pack
from bot.model.people import Chat, ChatKind, Identity, Person, Role
from bot.model.picture import Generation, Picture, StoredPicture
from bot.model.request import SEEDS, ImageRequest, Price

__all__ = [
    "SEEDS",
    "Action",
    "Address",
    "Attachment",
    "AttachmentKind",
    "Button",
    "Chat",
    "ChatKind",
    "Ending",
    "Fund",
    "Generation",
    "GroupSettings",
    "Identity",
    "ImageRequest",
    "Incoming",
    "Job",
    "Lane",
    "Limit",
    "Mode",
    "Pack",
    "Person",
    "Picture",
    "Position",
    "Press",
    "Price",
    "Quota",
    "Replied",
    "Role",
    "Rule",
    "ScopeKind",
    "State",
    "StoredPicture",
    "Usage",
    "Window",
    "WindowKind",
]
