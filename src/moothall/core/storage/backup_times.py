"""When the last backup was made, and when a restore was last tested: in a file, since backups are made beside a server.

Monitoring reads it, so that a backup that no longer happens is noticed.
"""

import json
import os
from datetime import datetime
from pathlib import Path

BACKUP, RESTORE = "backup", "restore"


def record_time(path: Path, what: str, at: datetime) -> None:
    """Store the time of a backup or of a tested restore."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    times = {name: time.isoformat() for name, time in times_in(path).items()}
    with open(part, "w", encoding="utf-8") as file:
        json.dump({**times, what: at.isoformat()}, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def times_in(path: Path) -> dict[str, datetime]:
    """Return the stored times by :data:`BACKUP` and :data:`RESTORE`; nothing if the file is missing or damaged."""
    try:
        stored = json.loads(path.read_text("utf-8"))
        return {str(name): datetime.fromisoformat(time) for name, time in stored.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}
