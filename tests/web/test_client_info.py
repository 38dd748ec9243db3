"""Where a request comes from, in the few words that are kept of it."""

import pytest

from moothall.web.client_info import device_of, network_of

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"


@pytest.mark.parametrize(
    ("said", "device"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox (Linux)"),
        (CHROME, "Chrome (Windows)"),
        (CHROME + " Edg/130.0", "Edge (Windows)"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604.1",
            "Safari (iPhone)",
        ),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", "Chrome (Android)"),
        ("Something on Linux", "Linux"),
        ("curl/8.1", "curl"),
        ("python-requests/2.32.3", "python-requests"),
        ("Bürobot 3", "B"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
        (None, ""),
        ("x" * 100_000, "x" * 31),
    ],
)
def test_a_device_is_two_words(said, device):
    assert device_of(said) == device


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("fe80::1%eth0", "fe80::/64"),
        ("nonsense", "unknown"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_a_network_is_not_the_whole_address(address, network):
    assert network_of(address) == network
