"""Recognises the mailboxes that several people read, such as a council's office.

A guess by the letters alone: it warns, and refuses nothing. Whoever reads a mailbox can
ask for a new password there, and has what is written to whoever signs in with it.
"""

import re

HEADING = "This looks like a shared mailbox"

SHARED = frozenset(
    {
        *("clerk", "clerks", "clerksoffice", "theclerk", "townclerk", "parishclerk"),
        *("communityclerk", "cityclerk", "villageclerk", "councilclerk"),
        *("deputyclerk", "deputytownclerk", "assistantclerk", "actingclerk"),
        *("properofficer", "rfo", "finance", "accounts", "treasurer", "secretary"),
        *("mayor", "townmayor", "mayorsoffice", "deputymayor", "mayoralty"),
        *("chair", "chairman", "chairperson", "chairwoman", "vicechair"),
        *("vicechairman", "leader", "councillor", "councillors", "cllrs", "members"),
        *("office", "theoffice", "townoffice", "parishoffice", "counciloffice"),
        *("council", "towncouncil", "parishcouncil", "communitycouncil"),
        *("town", "parish", "community", "village", "townhall", "parishhall"),
        *("info", "information", "admin", "administrator", "administration"),
        *("enquiries", "enquiry", "inquiries", "generalenquiries", "general"),
        *("contact", "contactus", "reception", "hello", "help", "helpdesk"),
        *("support", "mail", "post", "email", "team", "staff", "everyone", "all"),
        *("hr", "personnel", "staffing", "planning", "bookings", "events"),
        *("webmaster", "postmaster", "noreply", "donotreply"),
    }
)
# Beside the name of a place: withycombe.clerk@, clerk-withycombe@.
BEGINNINGS = ("clerk", "townclerk", "parishclerk")
ENDINGS = ("clerk", "council", "mayor", "office", "enquiries", "admin")
SHORTEST_PLACE = 4  # letters; with fewer it is an initial: j.clerk@


def is_shared(address: str) -> bool:
    """Say whether an address looks like one that several people read."""
    name, _, _ = address.strip().lower().partition("@")
    own, _, _ = name.partition("+")
    letters = re.sub(r"[^a-z]", "", own)
    return letters in SHARED or _stands_beside_a_place(letters)


def warning_about(address: str, name: str) -> str:
    """Say to whoever enters an address for somebody why it matters, if it does."""
    if not is_shared(address):
        return ""
    return (
        f"Whoever else reads {address} can ask for a new password there and sign in as"
        f" {name}, and what is confidential lands there too. If you can, use an address"
        f" that only {name} reads."
    )


def warning_to_owner(address: str) -> str:
    """Say to whoever signs in with an address why it matters, if it does."""
    if not is_shared(address):
        return ""
    return (
        f"Whoever else reads {address} can ask for a new password there and sign in as"
        " you, and what is confidential lands there too. If others read it, choose one"
        " that only you read."
    )


def _stands_beside_a_place(letters: str) -> bool:
    rests = [letters.removesuffix(e) for e in ENDINGS if letters.endswith(e)]
    rests += [letters.removeprefix(b) for b in BEGINNINGS if letters.startswith(b)]
    return any(len(rest) >= SHORTEST_PLACE for rest in rests)
