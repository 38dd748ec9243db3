"""List the polls of all spaces, with their state and the number of votes."""

from moothall.command.configuration import application
from moothall.command.databases import opened
from moothall.core.storage.index_maps import uids_by_value


def add_arguments(parser):
    """Add the arguments of the command."""
    parser.add_argument("--open", action="store_true", help="only polls that are open")


def run(options):
    """Print a line for each poll; return the exit code."""
    with application(options, read_only=True) as app, opened(app) as databases:
        site = databases.site
        polls = [site.uids.get(uid) for uid in uids_by_value(site.catalog["type_id"]).get("poll", ())]
        for poll in sorted(polls, key=lambda poll: poll.created):
            if poll.state == "open" or not options.open:
                print(f"{poll.state}  {site.poll_votes.count(poll)} votes  {poll.title}")
    return 0
