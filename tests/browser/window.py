"""A window of Chromium: what it shows, what it complains of, and who sits before it."""

from urllib.parse import urlsplit

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import ActionChains
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.whole_site import COOKIE_NAME

ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--lang=en",
)
#: Seconds in which a page has to do what was asked of it.
PATIENCE = 15


class Window:
    """One window; ``driver`` is Selenium's."""

    def __init__(self, chromium, chromedriver, address, site):
        options = Options()
        options.binary_location = chromium
        for argument in ARGUMENTS:
            options.add_argument(argument)
        options.add_experimental_option("prefs", {"intl.accept_languages": "en"})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(service=Service(chromedriver), options=options)
        self.address = address
        self._site = site

    def quit(self):
        self.driver.quit()

    def begin(self):
        """Forget everything: cookies, drafts here and on the server, sizes, what was switched off."""
        self._site.people(lambda store: store.root.stores.pop("drafts", None))
        self.scripts(True)
        self.driver.get("about:blank")
        self.driver.execute_cdp_cmd("Storage.clearDataForOrigin", {"origin": self.address, "storageTypes": "all"})
        self.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        self.size(1280, 800)
        self.complaints()

    # -- going about

    def open(self, path):
        self.driver.get(self.address + str(path))
        return self

    def log_in(self, login, password):
        """As people do: with the form."""
        self.open("/login")
        self.find("#login").send_keys(login)
        self.find("#password").send_keys(password, Keys.ENTER)
        self.until(lambda: self.path != "/login")

    def sit_down(self, login):
        """As somebody who has logged in before; ``guest`` has not."""
        self.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        if login != "guest":
            self.use_session(self._site.client(login).cookies[COOKIE_NAME])

    def use_session(self, value):
        """Have a session from the next page on, wherever the browser is."""
        cookie = {"name": COOKIE_NAME, "value": value, "url": self.address}
        self.driver.execute_cdp_cmd("Network.setCookie", cookie)

    def size(self, width, height=800):
        """The size of what is shown; narrower than the narrowest window too."""
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )

    def scripts(self, on):
        """Switch JavaScript on or off."""
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not on})

    # -- looking and touching

    @property
    def path(self):
        return urlsplit(self.driver.current_url).path

    @property
    def words(self):
        return " ".join(self.find("body").text.split())

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def button(self, words, within="main"):
        """The visible button with these words."""
        found = [
            one for one in self.all(f"{within} button, {within} a.btn") if one.is_displayed() and one.text == words
        ]
        assert found, f"no button {words!r}: {[one.text for one in self.all(f'{within} button')]}"
        return found[0]

    def press(self, *keys):
        """Press keys, wherever one is."""
        self.driver.switch_to.active_element.send_keys(*keys)

    def key(self, key):
        """Press one key as the keyboard does: it goes to whatever has the focus, a picture of a map too."""
        ActionChains(self.driver).send_keys(key).perform()

    @property
    def focus(self):
        return self.driver.switch_to.active_element

    def until(self, condition):
        """Wait for what a script or the next page brings."""
        # While one page gives way to the next, the driver may lose hold of either in several ways.
        return WebDriverWait(self.driver, PATIENCE, 0.05, (WebDriverException,)).until(lambda _driver: condition())

    # -- judging

    def complaints(self):
        """What the console says: errors, and what the security policy has refused.

        That a form came back with its errors (422) is no complaint.
        """
        return [
            one["message"]
            for one in self.driver.get_log("browser")
            if one["level"] in ("SEVERE", "WARNING") and "status of 422" not in one["message"]
        ]

    def widest(self):
        """What stands out at the right, to be told in a failure."""
        return self.driver.execute_script("""
            const edge = document.documentElement.clientWidth;
            return [...document.querySelectorAll("body *")]
                .filter(one => one.checkVisibility() && !one.closest("details:not([open])")
                    && one.getBoundingClientRect().right > edge + 1)
                .slice(0, 4).map(one => `${one.tagName}.${one.getAttribute("class")}`).join(", ")""")

    def overflow(self):
        """By how many pixels the page can be moved sideways."""
        return self.driver.execute_script("const at = document.documentElement; return at.scrollWidth - at.clientWidth")
