"""Sample content: written by hand for this domain, and always the same for the same date."""


def includeme(config):
    # A dotted name: only one command needs what it imports, once for a site.
    config.set_sample_content("moothall.demo.load.load_demo")
    config.include(".sample_accounts")
