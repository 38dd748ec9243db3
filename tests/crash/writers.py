"""People who write without pause while the server dies under them, and remember what they were told."""

import http.client
import random
import secrets
import threading
import time
from dataclasses import dataclass

from tests.factories import GROUP
from tests.serving import Program, a_file, path_of

#: Answers that say "send it again".
AGAIN = frozenset({429, 503})


@dataclass
class Write:
    """One write: its ``mark`` is a word that stands nowhere else; ``answer`` is what was acknowledged."""

    kind: str
    mark: str
    by: str
    key: str | None
    sent: int = 0
    answer: object = None

    @property
    def acknowledged(self):
        return self.answer is not None


class Writer(threading.Thread):
    """One person, who posts, adds documents and files, publishes and changes them."""

    def __init__(self, login, token, port, discussion, seed):
        super().__init__(name=login, daemon=True)
        self.writes = []
        #: What no server in good order answers.
        self.strange = []
        self._login = login
        self._program = Program(port, token, timeout=30)
        self._discussion = str(discussion)
        self._random = random.Random(seed)
        self._halt = threading.Event()

    def run(self):
        while not self._halt.is_set():
            self._document()
            for act in self._random.sample((self._post, self._post, self._file, self._post), 2):
                if not self._halt.is_set():
                    act()

    def stop(self):
        """Send nothing any more."""
        self._halt.set()

    def _post(self):
        write = self._begin("post")
        self._send(write, self._discussion, text=f"<p>I think {write.mark}.</p>", **{"@type": "post"})

    def _file(self):
        write = self._begin("file")
        fields = {"title": f"File {write.mark}", "file": a_file(write.mark * 2000), "@type": "file"}
        self._send(write, GROUP + "/documents", **fields)

    def _document(self):
        write = self._begin("document")
        self._send(
            write, GROUP + "/documents", title=f"Plan {write.mark}", text="<p>Words.</p>", **{"@type": "document"}
        )
        if not write.acknowledged:
            return
        path = path_of(write.answer)
        change = self._begin("change")
        self._send(change, path, method="patch", text=f"<p>Better words: {change.mark}</p>")
        step = self._begin("step")
        # The mark is the reason, which the log of facts keeps.
        self._send(step, path + "/@workflow/publish", comment=step.mark)

    def _begin(self, kind):
        key = secrets.token_hex(8) if self._random.random() < 0.6 else None
        write = Write(kind, "mk" + secrets.token_hex(6), self._login, key)
        self.writes.append(write)
        return write

    def _send(self, write, path, method="post", **fields):
        """Send it until it is acknowledged; without a key only once, for it may have been done."""
        while not self._halt.is_set():
            write.sent += 1
            try:
                answer = getattr(self._program, method)(path, key=write.key, **fields)
            except (OSError, http.client.HTTPException) as error:
                if write.key is None and not isinstance(error, ConnectionRefusedError):
                    return
                time.sleep(self._random.uniform(0.02, 0.2))
                continue
            if answer.status in AGAIN:
                time.sleep(self._random.uniform(0.02, 0.2))
            elif answer.status < 300:
                write.answer = answer
                return
            else:
                self.strange.append((write, answer))
                return


class Writers:
    """All of them together."""

    def __init__(self, tokens, port, discussion, seed):
        self._all = [Writer(login, token, port, discussion, f"{seed} {login}") for login, token in tokens.items()]

    def __enter__(self):
        for writer in self._all:
            writer.start()
        return self

    def __exit__(self, *exc_info):
        for writer in self._all:
            writer.stop()
        for writer in self._all:
            writer.join(60)

    @property
    def writes(self):
        """What each of them has sent, with what they were told."""
        return [write for writer in self._all for write in list(writer.writes)]

    @property
    def strange(self):
        return [strange for writer in self._all for strange in writer.strange]
