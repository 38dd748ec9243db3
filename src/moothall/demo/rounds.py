"""Generate discussions in which many people say one sentence each, from ``data/rounds``.

A round has the first post, ``said`` (by language, each used once), ``answers`` written for one of these, and
``replies`` (by language) that fit under any post of the round. Author, time and position of each post are drawn
with the round's key as the seed, so they are always the same.
"""

import random
from collections import Counter
from datetime import timedelta

from moothall.demo.data import read, read_all, when

MAX_USES_OF_A_REPLY = 3
_START = timedelta(0)
#: In minutes.
_DAY = 24 * 60
#: The minutes of the day, in UTC, between which people write.
_MORNING, _NIGHT = 6 * 60 + 30, 20 * 60 + 30


def rounds():
    """Yield every round as a discussion, in the form of the files in ``data/discussions``."""
    people = {one["key"]: one for one in read("people.yaml")}
    spaces = {one["key"]: one for one in read("workspaces.yaml")}
    return [
        Round(one, people, writers_in(spaces[one["space"].rsplit("/", 1)[-1]])).discussion()
        for one in read_all("rounds")
    ]


def writers_in(space):
    """Return the keys of the owner of a workspace, and of its members who are more than readers."""
    return [space["owner"], *(key for key, roles in space["members"].items() if roles != ["reader"])]


class Round:
    """One file of ``data/rounds``, the people of the sample site, and those of them who may write there."""

    _only_here = ("said", "replies", "count", "between", "in_order")

    def __init__(self, one, people, writers):
        self.one = one
        self.people = people
        self.writers = writers
        self.chance = random.Random(one["key"])
        self.first, self.last = (int(when(offset, _START) / timedelta(minutes=1)) for offset in one["between"])

    def discussion(self):
        """Return the posts in their order, with replies until ``count`` is reached."""
        said = self._said()
        posts = [*said, *self._answers(said)]
        posts += self._replies(said, self.one.get("count", 0) - len(self.one["posts"]) - len(posts))
        posts.sort(key=lambda post: post["at"])
        return {
            **{key: value for key, value in self.one.items() if key not in self._only_here},
            "posts": [*self.one["posts"], *(self._finished(post) for post in posts)],
        }

    def _said(self):
        entries = self._entries()
        if not self.one.get("in_order"):
            entries = self._shuffled(entries)
        spoken = Counter(entry["by"] for entry in entries if "by" in entry)
        step = (self.last - self.first) / len(entries)
        posts = []
        for number, entry in enumerate(entries):
            if "by" not in entry:
                before = posts[-1]["by"] if posts else self.one["by"]
                entry["by"] = self._someone(entry["language"], {before}, spoken) or self._someone(
                    entry["language"], (), spoken
                )
                spoken[entry["by"]] += 1
            at = self._awake(round(self.first + step * (number + self.chance.uniform(0.1, 0.9))))
            posts.append({**entry, "id": f"said-{number}", "at": max(at, posts[-1]["at"] + 1) if posts else at})
        return posts

    def _entries(self):
        return [
            {"language": language, **({"text": entry} if isinstance(entry, str) else entry)}
            for language, entries in self.one["said"].items()
            for entry in entries
        ]

    def _shuffled(self, entries):
        """Return a random order in which the sentences of each person keep the order of the file."""
        drawn = list(entries)
        self.chance.shuffle(drawn)
        own = {
            who: iter([entry for entry in entries if entry.get("by") == who])
            for who in {entry.get("by") for entry in entries}
        }
        return [next(own[entry["by"]]) if "by" in entry else entry for entry in drawn]

    def _answers(self, said):
        return [
            {**answer, "language": post["language"], "reply_to": post["id"], "at": self._after(post) + number}
            for post in said
            for number, answer in enumerate(post.get("answers", ()))
        ]

    def _replies(self, said, wanted):
        left = {language: texts * MAX_USES_OF_A_REPLY for language, texts in self.one.get("replies", {}).items()}
        for texts in left.values():
            self.chance.shuffle(texts)
        spoken = Counter()
        replies = []
        for post in self.chance.sample(said, len(said)):
            if len(replies) >= wanted:
                break
            who = self._someone(post["language"], {post["by"]}, spoken)
            at = self._after(post)
            if post.get("alone") or who is None or at > self.last or not left.get(post["language"]):
                continue
            spoken[who] += 1
            replies.append(
                {
                    "by": who,
                    "at": at,
                    "language": post["language"],
                    "text": left[post["language"]].pop(),
                    "reply_to": post["id"],
                }
            )
        if len(replies) < wanted:
            raise ValueError(f"{self.one['key']}: {wanted} replies are wanted, {len(replies)} can be had.")
        return replies

    def _someone(self, language, but, spoken):
        """Return a person who has written least and writes this language, or None."""
        able = [who for who in self.writers if language in self.people[who]["languages"] and who not in but]
        if not able:
            return None
        least = min(spoken[who] for who in able)
        return self.chance.choice([who for who in able if spoken[who] <= least + 1])

    def _after(self, post):
        at = self._awake(post["at"] + self.chance.randrange(40, 2 * _DAY))
        return at if at > post["at"] else at + _DAY

    def _awake(self, minutes):
        """Return the same moment, or one on the same day in the waking hours."""
        day, minute = divmod(minutes, _DAY)
        return day * _DAY + (minute if _MORNING <= minute <= _NIGHT else self.chance.randrange(_MORNING, _NIGHT))

    def _finished(self, post):
        days, minutes = divmod(-post["at"], _DAY)
        finished = {"by": post["by"], "at": f"-{days}d{minutes // 60}h{minutes % 60}m", "text": post["text"]}
        if post["language"] != self.one["language"]:
            finished["language"] = post["language"]
        return {**finished, **{key: post[key] for key in ("id", "reply_to") if key in post}}
