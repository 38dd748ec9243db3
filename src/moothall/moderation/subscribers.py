"""Close the reports about a post that was removed or shown again without them."""

from moothall.core.workflow.transition import Transitioned
from moothall.moderation.reports import close_after_transition


def includeme(config):
    notify = config.registry.notify
    config.add_subscriber(lambda event: close_after_transition(event, notify), Transitioned)
