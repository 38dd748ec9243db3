"""What the sample site's texts are, in one list each, however their files divide them."""

from moothall.demo.data import read_all


def generated_discussions(sample):
    return []


def all_documents(sample):
    return [one for part in read_all("documents") for one in part]


def all_files(sample):
    return []


def repository_items(sample):
    return []
