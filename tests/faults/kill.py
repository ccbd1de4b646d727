#!/usr/bin/env python3
"""Stops the program at random moments of run, import and purge, and looks at what is left.

usage: kill.py PROGRAM COUNT [SEED]      from the top of the project; JOBS=4 does four at once

COUNT times it is killed (SIGKILL, its children too) while it is at work, and a quarter of that it is interrupted (SIGINT and
SIGTERM in turn). After each: the database is sound or not there; of each source all reports are there or none; every result
that stands under its name is the same, byte for byte, as that of an undisturbed run; the audit is whole; and the same command, given
again, ends well and leaves what an undisturbed one leaves. A program that is interrupted says one sentence, ends by that signal, and
leaves nothing unfinished beside its results. The last line counts.
"""
import concurrent.futures
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile

from town import TOP, call, cut_off, reports, results, run, seconds, settings, stopped

ATTEMPTS = 400


class Undisturbed:
    """What undisturbed commands leave, and how long they take."""

    def __init__(self, program, folder):
        self.program = program
        self.fresh = os.path.join(folder, "fresh")
        os.makedirs(self.fresh)
        settings(self.fresh)
        self.run_s = seconds(self.run_command(self.fresh))
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

    def run_command(self, folder):
        return call(self.program, folder, "run")

    def import_command(self, folder):
        return call(self.program, folder, "import", os.path.join(TOP, "fixtures/input/meldpunt.csv"), "--source", "meldpunt")

    def purge_command(self, folder):
        return call(self.program, folder, "purge", "--source", "meldpunt")

    def whole_or_none(self, found):
        return found is None or all(count == self.reports.get(source) for source, count in found.items())


class StopRun:
    def __init__(self, undisturbed, folder):
        self.undisturbed, self.folder = undisturbed, folder
        self.command, self.seconds = undisturbed.run_command(folder), undisturbed.run_s

    def left(self):
        left = results(self.folder)
        wrong = [name for name in left if left[name] != self.undisturbed.results.get(name)]
        if wrong:
            return "half or other results: %s" % ", ".join(wrong)
        found = reports(self.folder)
        return None if self.undisturbed.whole_or_none(found) else "part of a file is loaded: %s" % found

    def after(self):
        now, wanted = results(self.folder), self.undisturbed.results
        other = sorted(name for name in now.keys() | wanted.keys() if now.get(name) != wanted.get(name))
        if other or reports(self.folder) != self.undisturbed.reports:
            return "the next run leaves something else: %s" % (", ".join(other) or reports(self.folder))
        return None


class StopImport:
    def __init__(self, undisturbed, folder):
        self.undisturbed, self.folder = undisturbed, folder
        self.command, self.seconds = undisturbed.import_command(folder), undisturbed.import_s
        os.makedirs(os.path.join(folder, "out"))

    def left(self):
        found = reports(self.folder)
        return None if found in (None, {}, self.undisturbed.imported) else "part of the file is loaded: %s" % found

    def after(self):
        found = reports(self.folder)
        return None if found == self.undisturbed.imported else "the next import leaves something else: %s" % found


class StopPurge:
    def __init__(self, undisturbed, folder):
        self.undisturbed, self.folder = undisturbed, folder
        self.command, self.seconds = undisturbed.purge_command(folder), undisturbed.purge_s
        self.without = {source: count for source, count in undisturbed.reports.items() if source != "meldpunt"}
        undisturbed.copy(folder)

    def left(self):
        found = reports(self.folder)
        return None if found in (self.undisturbed.reports, self.without) else "part of the source is left: %s" % found

    def after(self):
        found = reports(self.folder)
        return None if found == self.without else "the next purge leaves something else: %s" % found


def interrupted_well(status, said, sent, folder):
    if status != -sent:
        return "it ended with %d instead of by signal %d" % (status, sent)
    if said.count("\n") != 1 or not said.startswith("brandpunt: "):
        return "it said: %r" % said
    left = cut_off(folder)
    return "left unfinished: %s" % ", ".join(left) if left else None


def listing(folder):
    out = os.path.join(folder, "out")
    return sorted((entry.name, entry.stat().st_size) for entry in os.scandir(out)) if os.path.isdir(out) else []


def audit_broken(program, folder):
    if not os.path.exists(os.path.join(folder, "out", "lindehaven.sqlite")):
        return None
    done = subprocess.run(call(program, folder, "audit", "verify"), capture_output=True, text=True, check=False)
    return None if done.returncode == 0 else "the audit is not whole: %s" % done.stderr


def stop_once(kind, undisturbed, folder, sent, chance):
    """What was wrong, or None; a moment before or after the work is drawn again."""
    for _ in range(ATTEMPTS):
        os.makedirs(folder)
        settings(folder)
        work = kind(undisturbed, folder)
        before = listing(folder)
        ended = stopped(work.command, chance.random() * work.seconds, sent)
        # Before main() nobody listens, and nothing is done.
        begun = sent == signal.SIGKILL or (ended and ended != (-sent, "")) or listing(folder) != before
        if ended and begun:
            break
        shutil.rmtree(folder)
    else:
        return "never met at work"
    # Sqlite undoes what was cut off as soon as somebody reads, so what lies about is looked at first.
    wrong = None if sent == signal.SIGKILL else interrupted_well(*ended, sent, folder)
    wrong = wrong or work.left() or audit_broken(undisturbed.program, folder)
    if wrong:
        return wrong
    run(work.command)
    return work.after() or audit_broken(undisturbed.program, folder)


def turn(number, sent, seed, undisturbed, work):
    which, folder = number % len(KINDS), os.path.join(work, "turn%d" % number)
    try:
        wrong = stop_once(KINDS[which], undisturbed, folder, sent, random.Random(seed * 100003 + number))
    except (subprocess.CalledProcessError, RuntimeError, sqlite3.Error) as error:
        wrong = str(error)
    if wrong:
        print("turn %d, %s, %s: %s" % (number, NAMES[which], sent.name, wrong), flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    return (sent, which), wrong


KINDS, NAMES = (StopRun, StopImport, StopPurge), ("run", "import", "purge")


def main():
    program, count = os.path.abspath(sys.argv[1]), int(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 20261126
    signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background it is ignored, also by what is started here
    signals = [signal.SIGKILL] * count + [(signal.SIGINT, signal.SIGTERM)[i % 2] for i in range(count // 4)]
    stops, failed = {}, 0
    with tempfile.TemporaryDirectory(prefix="brandpunt-kill-") as work:
        undisturbed = Undisturbed(program, work)
        with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("JOBS", os.cpu_count()))) as pool:
            for what, wrong in pool.map(lambda turned: turn(*turned, seed, undisturbed, work), enumerate(signals)):
                stops[what] = stops.get(what, 0) + 1
                failed += wrong is not None
    for sent in (signal.SIGKILL, signal.SIGINT, signal.SIGTERM):
        print("%s while at work: %s" % (sent.name, ", ".join("%s %d" % (name, stops.get((sent, which), 0)) for which, name in enumerate(NAMES))))
    print("faults: %d passed, %d failed" % (len(signals) - failed, failed))
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
