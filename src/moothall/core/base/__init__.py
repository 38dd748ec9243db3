"""Errors, settings, languages, dates, random ids: what everything else imports."""


def includeme(config):
    config.include(".settings")
