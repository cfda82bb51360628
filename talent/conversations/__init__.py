"""Messages inside the platform between a candidate and the organisation of an application."""

from talent.conversations import reports
from talent.conversations.blocking import block, is_blocked, unblock
from talent.conversations.records import Block, Concern, Conversation, Message, Report, ReportState
from talent.conversations.talking import (
    LONGEST_MESSAGE,
    MESSAGES_PER_ACCOUNT,
    Listed,
    about,
    get,
    is_unread,
    listed,
    may_write,
    messages,
    seen,
    send,
    visible_to,
)

__all__ = [
    "LONGEST_MESSAGE",
    "MESSAGES_PER_ACCOUNT",
    "Block",
    "Concern",
    "Conversation",
    "Listed",
    "Message",
    "Report",
    "ReportState",
    "about",
    "block",
    "get",
    "is_blocked",
    "is_unread",
    "listed",
    "may_write",
    "messages",
    "reports",
    "seen",
    "send",
    "unblock",
    "visible_to",
]
