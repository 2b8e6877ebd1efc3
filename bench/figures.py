"""What is read from /proc about a process, and the table of figures and goals."""

import os
import re
import sys
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def memory_mb(pid, field):
    match = re.search(rf"^{field}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.M)
    return int(match.group(1)) / 1024


def cpu_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def bytes_written(pid):
    try:
        return int(re.search(r"^write_bytes: (\d+)", Path(f"/proc/{pid}/io").read_text(), re.M).group(1))
    except OSError:
        return None


class Table:
    """One line a figure: what, how much, the goal and whether it is met."""

    def __init__(self):
        self.rows = []

    def add(self, name, value, unit="", goal=None, at_most=False, digits=0, note=""):
        met = None if goal is None else (value <= goal if at_most else value >= goal)
        self.rows.append({"name": name, "value": round(value, 4), "unit": unit, "goal": goal, "at_most": at_most, "met": met, "digits": digits, "note": note})
        print(f"  {name}: {value:,.{digits}f} {unit} {note}".rstrip(), file=sys.stderr, flush=True)

    def print(self):
        def goal(row):
            return "" if row["goal"] is None else f"{'<=' if row['at_most'] else '>='} {row['goal']:,g} {row['unit']}"

        lines = [("measure", "value", "goal", "", "")]
        for row in self.rows:
            mark = "" if row["met"] is None else ("met" if row["met"] else "MISSED")
            lines.append((row["name"], f"{row['value']:,.{row['digits']}f} {row['unit']}", goal(row), mark, row["note"]))
        widths = [max(len(line[i]) for line in lines) for i in range(4)]
        for index, line in enumerate(lines):
            print(f"{line[0]:<{widths[0]}}  {line[1]:>{widths[1]}}  {line[2]:>{widths[2]}}  {line[3]:<{widths[3]}}  {line[4]}".rstrip())
            if index == 0:
                print("-" * (sum(widths) + 6))
