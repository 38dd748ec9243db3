"""Settings that say their effect before they are saved; from a refusal to the change that would allow it."""

from tests.factories import CURATED, GROUP


def test_settings_say_their_effect_in_place(window, make):
    window.sit_down("facilitator")
    window.open(GROUP + "/settings")
    window.driver.execute_script("document.querySelector('details:has(fieldset)').open = true")
    window.find("#preset-custom").click()
    window.find("#visibility-private").click()
    window.until(lambda: "people lose access to" in window.find("[data-effect-said]").text)
    window.find("#visibility-signed-in").click()
    window.until(lambda: "No one gains or loses access" in window.find("[data-effect-said]").text)


def test_from_who_can_see_it_to_a_change_by_keyboard(window, make):
    document = make.document(CURATED + "/documents", "Keyboard plan", by="author").path
    window.sit_down("facilitator")
    window.open(document)
    window.find(".m-under a").send_keys("\n")
    window.until(lambda: window.path.endswith("/access"))
    window.find("#person").send_keys("outsider", "\n")
    window.until(lambda: "Otto Outsider" in window.words)
    window.open(document + "/access?person=outsider&permission=edit")
    window.find("ul.m-reasons a").send_keys("\n")
    window.until(lambda: window.path.endswith("/affected"))
    window.button("Make this change").send_keys("\n")
    window.until(lambda: "Done. The change of “" in window.words)
