"""Which mails somebody wants: features name the kinds that people can do without."""

from typing import NamedTuple


class EmailChoice(NamedTuple):
    """Kinds of messages that come together or not at all, and the sentence people decide by."""

    sentence: object
    kinds: frozenset


def add_email_choice(config, name: str, sentence, *kinds: str) -> None:
    """Directive: let people choose whether they get messages of these kinds; what nobody names always comes."""
    config.registry.mail_choices[name] = EmailChoice(sentence, frozenset(kinds))


def wants(registry, account, kind: str) -> bool:
    """Whether ``account`` wants messages of a kind."""
    return not any(
        kind in registry.mail_choices[name].kinds for name in account.mails_off if name in registry.mail_choices
    )
