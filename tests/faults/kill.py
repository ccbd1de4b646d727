#!/usr/bin/env python3
"""Kills the program at random moments of run, import and purge, and looks at what is left.

usage: kill.py PROGRAM COUNT [SEED]      from the top of the project

After each kill: the database is sound or not there; of each source all reports are there or none; every result that stands
under its name is the same, byte for byte, as that of an undisturbed run; and the same command, given again, ends well and
leaves what an undisturbed one leaves. The last line counts.
"""
import hashlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

TOP = os.getcwd()


def call(program, folder, *arguments):
    return [program, "--config", os.path.join(folder, "town.ini"), "--quiet", *arguments]


def settings(folder):
    with open(os.path.join(TOP, "config.ini"), encoding="utf-8") as file:
        text = file.read()
    text = text.replace("= fixtures/", "= " + TOP + "/fixtures/").replace("= resultaat", "= " + folder + "/out")
    with open(os.path.join(folder, "town.ini"), "w", encoding="utf-8") as file:
        file.write(text)


def results(folder):
    """The results by name; what is unfinished or the database's own is not among them."""
    found = {}
    out = os.path.join(folder, "out")
    for name in sorted(os.listdir(out)) if os.path.isdir(out) else []:
        path = os.path.join(out, name)
        if name.startswith("lindehaven.") or name.startswith(".") or "tmp" in name or not os.path.isfile(path):
            continue
        with open(path, "rb") as file:
            found[name] = hashlib.sha256(file.read()).hexdigest()
    return found


def reports(folder):
    """How many reports each source has, or None without a database; says what is wrong with one that is damaged."""
    path = os.path.join(folder, "out", "lindehaven.sqlite")
    if not os.path.exists(path):
        return None
    base = sqlite3.connect(path)
    try:
        sound = base.execute("PRAGMA integrity_check").fetchall()
        if sound != [("ok",)]:
            raise RuntimeError("integrity_check: %s" % sound[:3])
        if base.execute("SELECT count(*) FROM sqlite_master WHERE name = 'report'").fetchone()[0] == 0:
            return {}
        return dict(base.execute("SELECT s.name, count(*) FROM report r JOIN source s ON s.id = r.source GROUP BY s.name"))
    finally:
        base.close()


def until_killed(command, moment):
    """Whether it was still at work when it was killed."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    end = time.monotonic() + moment
    while process.poll() is None and time.monotonic() < end:
        time.sleep(0.001)
    if process.poll() is not None:
        return False
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return True


def run(command):
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def seconds(command):
    start = time.monotonic()
    run(command)
    return time.monotonic() - start


class Town:
    """What undisturbed commands leave."""

    def __init__(self, program, folder):
        self.program = program
        self.fresh = os.path.join(folder, "fresh")
        os.makedirs(self.fresh)
        settings(self.fresh)
        self.run_s = seconds(call(program, self.fresh, "run"))
        self.results = results(self.fresh)
        self.reports = reports(self.fresh)
        for kind in ("import", "purge"):
            beside = os.path.join(folder, kind)
            os.makedirs(os.path.join(beside, "out"))
            settings(beside)
            if kind == "import":
                self.import_s = seconds(self.import_command(beside))
                self.imported = reports(beside)
            else:
                self.copy(beside)
                self.purge_s = seconds(self.purge_command(beside))

    def copy(self, folder):
        shutil.copytree(os.path.join(self.fresh, "out"), os.path.join(folder, "out"), dirs_exist_ok=True)

    def import_command(self, folder):
        return call(self.program, folder, "import", os.path.join(TOP, "fixtures/input/meldpunt.csv"), "--source", "meldpunt")

    def purge_command(self, folder):
        return call(self.program, folder, "purge", "--source", "meldpunt")

    def whole_or_none(self, found):
        return found is None or all(count == self.reports.get(source) for source, count in found.items())


def kill_run(town, folder, random_moment):
    killed = until_killed(call(town.program, folder, "run"), random_moment * town.run_s)
    left = results(folder)
    wrong = [name for name in left if left[name] != town.results.get(name)]
    if wrong:
        return killed, "half or other results: %s" % ", ".join(wrong)
    if not town.whole_or_none(reports(folder)):
        return killed, "part of a file is loaded: %s" % reports(folder)
    run(call(town.program, folder, "run"))
    now = results(folder)
    other = sorted(name for name in now.keys() | town.results.keys() if now.get(name) != town.results.get(name))
    if other or reports(folder) != town.reports:
        return killed, "the next run leaves something else: %s" % (", ".join(other) or reports(folder))
    return killed, None


def kill_import(town, folder, random_moment):
    command = town.import_command(folder)
    os.makedirs(os.path.join(folder, "out"))
    killed = until_killed(command, random_moment * town.import_s)
    found = reports(folder)
    if found not in (None, {}, town.imported):
        return killed, "part of the file is loaded: %s" % found
    run(command)
    if reports(folder) != town.imported:
        return killed, "the next import leaves something else: %s" % reports(folder)
    return killed, None


def kill_purge(town, folder, random_moment):
    command = town.purge_command(folder)
    town.copy(folder)
    without = {source: count for source, count in town.reports.items() if source != "meldpunt"}
    killed = until_killed(command, random_moment * town.purge_s)
    if reports(folder) not in (town.reports, without):
        return killed, "part of the source is left: %s" % reports(folder)
    run(command)
    if reports(folder) != without:
        return killed, "the next purge leaves something else: %s" % reports(folder)
    return killed, None


def main():
    program, count = os.path.abspath(sys.argv[1]), int(sys.argv[2])
    chance = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 20261126)
    kinds = (kill_run, kill_import, kill_purge)
    killed_of, failed = {kind: 0 for kind in kinds}, 0
    with tempfile.TemporaryDirectory(prefix="brandpunt-kill-") as work:
        town = Town(program, work)
        for turn in range(count):
            kind, folder = kinds[turn % 3], os.path.join(work, "turn")
            os.makedirs(folder)
            settings(folder)
            try:
                killed, wrong = kind(town, folder, chance.random())
            except (subprocess.CalledProcessError, RuntimeError, sqlite3.Error) as error:
                killed, wrong = True, str(error)
            killed_of[kind] += killed
            if wrong:
                failed += 1
                print("turn %d, %s: %s" % (turn, kind.__name__, wrong))
            shutil.rmtree(folder)
    print("killed while at work: run %d, import %d, purge %d of %d" % (*(killed_of[kind] for kind in kinds), count))
    print("faults: %d passed, %d failed" % (count - failed, failed))
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
