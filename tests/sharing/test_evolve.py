"""Sites from before there were requests for access."""

from moothall.sharing.evolve import make_places


def test_an_older_site_gets_a_place_for_requests_and_keeps_what_it_has(site):
    def age(tree):
        del tree.access_requests, tree.told_ends
        make_places(tree, site.registry)
        made = tree.access_requests
        make_places(tree, site.registry)
        return made is tree.access_requests and list(made) == [] and hasattr(tree, "told_ends")

    assert site.write(age)
