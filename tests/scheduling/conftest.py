"""The mails of the site, for tests of plans."""

import pytest

from tests.emails import Emails


@pytest.fixture
def mails(site):
    """What has been sent."""
    return Emails(site.registry)
