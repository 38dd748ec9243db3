"""The mails of the site, for tests of plans."""

import pytest

from tests.notify.test_mails import Mails


@pytest.fixture
def mails(site):
    """What has been sent."""
    return Mails(site.registry)
