"""What the settings files of tests have in common."""

from pathlib import Path

SHIPPED = Path(__file__).parents[1] / "etc" / "production.ini.in"
#: Settings with which hashing a password costs nothing.
CHEAP_PASSWORDS = {"moothall.password_time_cost": "1", "moothall.password_memory_kib": "8"}
#: Warnings and errors on stderr.
LOGGING = """
[loggers]
keys = root
[handlers]
keys = console
[formatters]
keys = line
[logger_root]
level = WARNING
handlers = console
[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = line
[formatter_line]
format = %(asctime)s %(levelname)-7s [%(process)d] %(name)s: %(message)s
"""


def lines(settings):
    """Return settings as the lines of a section."""
    return "\n".join(f"{name} = {value}" for name, value in settings.items())


def shipped(file, **changed):
    """Write the shipped settings of a public site to ``file``, with some lines changed; return it."""
    text = SHIPPED.read_text("utf-8").replace("@root@", "/srv/moothall")
    for name, value in {"var": "../data +1", **changed}.items():
        text = "\n".join(f"{name} = {value}" if line.startswith(f"{name} =") else line for line in text.splitlines())
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text.replace("[server:main]", f"{lines(CHEAP_PASSWORDS)}\n[server:main]"), "utf-8")
    return file
