"""The verifier's half of the shim (powercut.c): its shared page of orders and counts, and the power cut itself."""

import mmap
import struct
import time
from pathlib import Path

SECTOR = 512
FIELDS = ["points", "strike_at", "strike_how", "struck_ns", "struck_op", "sync_delay_us", "clock_offset_us", "boot_offset_us"]
FIELDS += ["writes", "bytes", "syncs", "unseen"]
EIO, ENOSPC, KILL_BEFORE, KILL_HALF, KILL_AFTER = 1, 2, 3, 4, 5
OPS = {0: "nothing", 1: "write", 2: "truncate", 3: "sync", 4: "rename or unlink"}
RECORD = struct.Struct("=5q")
WRITE = 1


class Shim:
    """One shim for one data folder: `environment` loads it, the attributes named in FIELDS are the shared page."""

    def __init__(self, library, folder, data, journal=True):
        folder = Path(folder)
        self.data, self.journals = Path(data), folder / "undo"
        self.journals.mkdir(parents=True, exist_ok=True)
        page = folder / "shim.page"
        page.write_bytes(bytes(8 * len(FIELDS)))
        with open(page, "r+b") as file:
            self.page = mmap.mmap(file.fileno(), 8 * len(FIELDS))
        self.environment = {"LD_PRELOAD": str(library), "SHIM_DATA": str(self.data), "SHIM_CONTROL": str(page)}
        if journal:
            self.environment["SHIM_JOURNAL"] = str(self.journals)
        self.boot_id = folder / "boot_id"
        self.environment["SHIM_BOOT_ID"] = str(self.boot_id)
        self.boot_id.write_text("the first start\n")

    def get(self, name):
        return struct.unpack_from("=q", self.page, 8 * FIELDS.index(name))[0]

    def set(self, name, value):
        struct.pack_into("=q", self.page, 8 * FIELDS.index(name), value)

    def wall_wrong_by(self, seconds):
        self.set("clock_offset_us", round(seconds * 1e6))

    def pass_time(self, seconds):
        for clock in ("clock_offset_us", "boot_offset_us"):
            self.set(clock, self.get(clock) + round(seconds * 1e6))

    def start_machine(self, name, off):
        """Between two processes: the machine was off for so many seconds, and its time since the start begins again."""
        self.boot_id.write_text(name + "\n")
        self.set("clock_offset_us", self.get("clock_offset_us") + round(off * 1e6))
        self.set("boot_offset_us", round((30 - time.clock_gettime(time.CLOCK_BOOTTIME)) * 1e6))

    def arm(self, how, after):
        """Strikes the operation that is `after` operations away: 1 is the next one."""
        self.set("struck_ns", 0)
        self.set("strike_how", how)
        self.set("strike_at", self.get("points") + after)

    def disarm(self):
        self.set("strike_at", 0)

    def forget(self):
        """The data folder is gone, and with it what its journals say."""
        for journal in self.journals.glob("*.undo"):
            journal.unlink()

    def cut(self, chance, keep):
        """The power fails. What was not synced is lost, or, with `keep`, lost by sectors. Returns the bytes taken back."""
        lost = 0
        for journal in sorted(self.journals.glob("*.undo")):
            file = self.data / journal.name.removesuffix(".undo")
            if file.exists():
                lost += cut_file(file, records(journal.read_bytes()), chance, keep)
            journal.write_bytes(b"")
        for memory in self.data.glob("*-shm"):
            memory.unlink()
        return lost


def records(data):
    """The records of a journal; a last one that is not whole was never acted upon."""
    found, at = [], 0
    while at + RECORD.size <= len(data):
        op, offset, old_size, old_length, new = RECORD.unpack_from(data, at)
        at += RECORD.size
        fresh = new if op == WRITE else 0
        if at + old_length + fresh > len(data):
            break
        found.append((op, offset, old_size, data[at : at + old_length], data[at + old_length : at + old_length + fresh], new))
        at += old_length + fresh
    return found


def cut_file(path, found, chance, keep):
    """Takes the file back to its last sync, then puts some of the lost writes on top, each sector by itself."""
    with open(path, "r+b") as file:
        for _, offset, old_size, old, _, _ in reversed(found):
            file.truncate(old_size)
            file.seek(offset)
            file.write(old)
        lost = 0
        for op, offset, _, _, fresh, size in found:
            if op != WRITE:
                if keep and chance.random() < 0.5:
                    file.truncate(size)
                continue
            for start, end in sectors(offset, len(fresh)):
                if keep and chance.random() < 0.5:
                    file.seek(start)
                    file.write(fresh[start - offset : end - offset])
                else:
                    lost += end - start
    return lost


def sectors(offset, length):
    at, end = offset, offset + length
    while at < end:
        next_at = min(end, (at // SECTOR + 1) * SECTOR)
        yield at, next_at
        at = next_at
