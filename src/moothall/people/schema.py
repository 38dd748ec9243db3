"""Schemas of accounts and profiles: names, lengths and rules.

Forms, the HTTP API, the commands and the store validate with the same nodes.
"""

import re

import colander

from moothall.core.base.characters import MISLEADING, is_invisible
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.base.languages import OFFICIAL_24
from moothall.core.content.schema import EmailAddressType, HiddenType, PasswordType, TermsType

LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?")

#: Usernames that would be mistaken for other principals in lists of access.
RESERVED_LOGINS = frozenset({"anonymous", "everybody", "everyone", "guest", "nobody", "system"})

#: Control characters, except line breaks and tabs, which a biography may contain.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ud800-\udfff]")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_BREAKS = re.compile(r"[\r\n\t]")
_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\.]+(?:\.[^\s@<>,;:\"()\[\]\\.]+)*")


def one_line(node, value):
    """Reject line breaks and control characters, since the value is used in email headers and as a name.

    A name with a control for the direction of writing would reverse the text after it.
    """
    if _BREAKS.search(value) or _CONTROLS.search(value) or MISLEADING.search(value) or is_invisible(value):
        raise colander.Invalid(node, _("Use a single line without special characters."))


def plain_text(node, value):
    """Reject control characters, except line breaks and tabs."""
    if _CONTROLS.search(value):
        raise colander.Invalid(node, _("Remove the characters that cannot be displayed."))


def valid_login(node, value):
    """Reject an invalid username."""
    if not LOGIN.fullmatch(value):
        raise colander.Invalid(
            node,
            _("Usernames can have up to 40 lower-case letters, digits, dots, hyphens and underscores, and must "
            "start and end with a letter or digit."),
        )  # fmt: skip
    if value in RESERVED_LOGINS:
        raise colander.Invalid(node, _("That username is reserved. Choose another."))


def valid_email(node, value):
    """Reject an invalid email address."""
    if len(value) > 254 or not _EMAIL.fullmatch(value) or _CONTROLS.search(value) or not _is_domain(value):
        raise colander.Invalid(node, _("Enter an email address like name@example.org."))
    if not value.partition("@")[0].isascii():
        raise colander.Invalid(node, _("We can only send email to addresses with plain letters (a to z) before the @."))


def _is_domain(address):
    """Return True if the part after the @ can be the name of a host."""
    try:
        address.rpartition("@")[2].encode("idna")
    except UnicodeError:
        return False
    return True


def language_codes(node, values):
    """Reject invalid language codes; languages other than the official ones are accepted."""
    if len(values) > 20 or not all(isinstance(each, str) and _LANGUAGE.fullmatch(each) for each in values):
        raise colander.Invalid(node, _("Choose languages from the list."))


def trimmed(value):
    """Return a text without space at its ends."""
    return value.strip() if isinstance(value, str) else value


def canonical_address(value):
    """Return an email address without space at its ends, its domain in the one spelling that all others stand for.

    RFC 3490 defines spellings that name the same host: encoded ones, and those with full-width letters and dots.
    """
    value = trimmed(value)
    if not isinstance(value, str) or (value.isascii() and "xn--" not in value.lower()):
        return value
    name, at, domain = value.rpartition("@")
    try:
        return f"{name}{at}{domain.encode('idna').decode('idna')}"
    except UnicodeError:
        return value


def lowered(value):
    """Return a text without space at its ends, in lower case."""
    return value.strip().lower() if isinstance(value, str) else value


class ProfileSchema(colander.Schema):
    """The fields of a profile."""

    name = colander.SchemaNode(
        colander.String(), title=_("Name"), preparer=trimmed,
        validator=colander.All(colander.Length(max=120), one_line),
    )  # fmt: skip
    organisation = colander.SchemaNode(
        colander.String(), title=_("Organisation"), preparer=trimmed, missing="",
        validator=colander.All(colander.Length(max=200), one_line),
    )  # fmt: skip
    bio = colander.SchemaNode(
        colander.String(), title=_("About you"), preparer=trimmed, missing="",
        validator=colander.All(colander.Length(max=2000), plain_text),
    )  # fmt: skip
    language = colander.SchemaNode(
        colander.String(), title=_("Site language"), missing="",
        validator=colander.OneOf(("", *OFFICIAL_24)),
    )  # fmt: skip
    languages = colander.SchemaNode(
        TermsType(), title=_("Languages you speak"), missing=(),
        validator=language_codes,
    )  # fmt: skip


class AccountSchema(colander.Schema):
    """The fields that identify an account."""

    login = colander.SchemaNode(colander.String(), title=_("Username"), preparer=trimmed, validator=valid_login)
    email = colander.SchemaNode(
        colander.String(), title=_("Email address"), preparer=canonical_address, missing="", validator=valid_email
    )


class NewPasswordTwiceSchema(colander.Schema):
    """A form with a new password, which has to be typed the same way twice."""

    def validator(self, node, values):
        if values["password"] != values["again"]:
            error = colander.Invalid(node)
            error["again"] = _("The two passwords differ.")
            raise error


def _new_password():
    return colander.SchemaNode(
        PasswordType(),
        name="password",
        title=_("Password"),
        autocomplete="new-password",
        description=_("Use 12 characters or more. Three or four unrelated words make a good password."),
    )


def _again():
    return colander.SchemaNode(
        PasswordType(), name="again", title=_("Repeat the password"), autocomplete="new-password"
    )


class SignUpSchema(NewPasswordTwiceSchema):
    """The fields of a sign-up; ``came_from`` is the page to return to afterwards."""

    came_from = colander.SchemaNode(HiddenType(), missing="", validator=colander.Length(max=2000))
    name = colander.SchemaNode(
        colander.String(), title=_("Name"), preparer=trimmed, autocomplete="name",
        description=_("The name other people see. You can change it later."),
        validator=colander.All(colander.Length(max=120), one_line),
    )  # fmt: skip
    email = colander.SchemaNode(
        EmailAddressType(), title=_("Email address"), preparer=canonical_address, validator=valid_email,
        autocomplete="email", description=_("We will send a link there. No one else can see it."),
    )  # fmt: skip
    login = colander.SchemaNode(
        colander.String(), title=_("Username"), preparer=lowered, validator=valid_login, missing="",
        autocomplete="username",
        description=_("A short name you log in with. Leave it empty to get a suggestion."),
    )  # fmt: skip
    password = _new_password()
    again = _again()


class ConfirmSchema(colander.Schema):
    """Username and password, typed again to confirm a requested account."""

    token = colander.SchemaNode(HiddenType(), missing="")
    login = colander.SchemaNode(
        colander.String(), title=_("Username"), preparer=lowered, validator=valid_login, autocomplete="username",
        description=_("A short name to log in with."),
    )  # fmt: skip
    password = colander.SchemaNode(
        PasswordType(), title=_("Password"), autocomplete="current-password",
        description=_("The password you chose when you signed up."),
    )  # fmt: skip


class ResetSchema(colander.Schema):
    """The username or address of the person who needs a new password."""

    asked = colander.SchemaNode(
        colander.String(), title=_("Username or email address"), preparer=trimmed, autocomplete="username",
        validator=colander.Length(max=254),
    )  # fmt: skip


class NewPasswordSchema(NewPasswordTwiceSchema):
    """A new password, set by a link in an email."""

    token = colander.SchemaNode(HiddenType(), missing="")
    password = _new_password()
    again = _again()


class GroupSchema(colander.Schema):
    """The fields of a group."""

    title = colander.SchemaNode(
        colander.String(), title=_("Title"), preparer=trimmed,
        validator=colander.All(colander.Length(max=120), one_line),
    )  # fmt: skip


def checked(schema: colander.Schema, values: dict) -> dict:
    """Return ``values`` deserialized by ``schema``; raise `BadInput` with the first error."""
    chosen = schema.clone()
    chosen.children = [node for node in chosen.children if node.name in values]
    try:
        return chosen.deserialize(values)
    except colander.Invalid as invalid:
        raise BadInput(next(iter(_complaints(invalid)), None)) from None


def _complaints(invalid):
    for path in invalid.paths():
        for each in path:
            if each.msg:
                yield each.messages()[0]
