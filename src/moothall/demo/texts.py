"""What the sample site's texts are, in one list each, however their files divide them."""

from moothall.demo.data import read_all
from moothall.demo.rounds import rounds


def generated_discussions(sample):
    return rounds()


def all_documents(sample):
    return [one for part in read_all("documents") for one in part]


def all_files(sample):
    return []


def repository_items(sample):
    return []
