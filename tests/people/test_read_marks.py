"""Read marks only move forward, belong to one person, and reach back 30 days."""

from datetime import timedelta

from moothall.core.base.dates import microseconds
from moothall.people.read_marks import ReadMarks

ITEM, OTHER = 5, 6


def test_marks_of_one_person(site):
    now = site.clock.now
    days = {ago: microseconds(now - timedelta(days=ago)) for ago in (0, 1, 2, 29, 30, 40)}
    member, reader = site.id_of("member"), site.id_of("reader")

    def marks(people, person=member):
        return ReadMarks(people, person, now)

    def play(people):
        assert marks(people).moment(ITEM) == days[30]
        for moment, read in ((days[40], days[30]), (days[29], days[29]), (days[2], days[2]), (days[29], days[2])):
            used = marks(people)
            used.mark(ITEM, moment)
            assert used.moment(ITEM) == marks(people).moment(ITEM) == read
        marks(people).mark(OTHER, days[0])
        assert [marks(people).moment(uid) for uid in (ITEM, OTHER)] == [days[2], days[0]]
        assert marks(people, reader).moment(ITEM) == marks(people, None).moment(ITEM) == days[30]
        marks(people, reader).mark(ITEM, days[1])
        assert [marks(people, each).moment(ITEM) for each in (member, reader)] == [days[2], days[1]]

    site.people(play)
