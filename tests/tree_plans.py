"""What is drawn of a random tree, as plain values; times are in days from the moment at which it was built."""

from dataclasses import dataclass


@dataclass
class Holding:
    """Somebody holding a role between two days."""

    who: object
    role: str
    since: int = -10
    until: int | None = None


@dataclass
class ItemPlan:
    kind: str
    creator: str
    state: str
    language: str
    deleter: str
    shared: list
    breaks: bool


@dataclass
class PostPlan:
    creator: str
    state: str
    answers: int


@dataclass
class DiscussionPlan:
    creator: str
    state: str
    waits: bool
    posts: list
    shared: list
    breaks: bool


@dataclass
class FolderPlan:
    creator: str
    inside: bool
    shared: list
    breaks: bool
    items: list


@dataclass
class SpacePlan:
    coalition: bool
    within: int
    creator: str
    state: str
    policies: tuple
    roster: list
    bans: list
    folders: list
    items: list
    curated: list
    discussions: list


@dataclass
class Change:
    """Something that happens later to the ``which``-th thing it can happen to."""

    kind: str
    which: int
    who: object
    value: int
