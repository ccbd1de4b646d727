#!/usr/bin/env python3
"""Makes calls for memory and files fail, one at a time, during a whole `run` of a small town, and looks at what the program does.

usage: fail.py PROGRAM LIBRARY COUNT [SEED] [WHICH]      from the top of the project; COUNT is a number, `all` or `places`; JOBS=4 does four at once,
                                                         and LEAKS=yes looks for memory that nothing points to at the end

An undisturbed run tells which calls there are (fault.c). Calls from the same place in the code for the same file are one kind of
call; of each kind the first, the last and one at random are candidates, in each way they may fail. COUNT of them are drawn, spread
over the kinds; `places` does one of each kind in each way, drawn too. WHICH is a word that must occur in the candidate, as `write` or
`memory`. After each: the program ended by itself, with a status of its own and one sentence, or with status 0 when it could do
without; no result is half or other than undisturbed; nothing unfinished is left; the database is sound and of each file everything
is in it or nothing; and the next run ends well and leaves the same bytes.
A call that was not met counts as neither. Ctrl-C ends it with what was tried. The last line counts.
"""
import collections
import concurrent.futures
import os
import random
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile

from town import TOP, call, cut_off, reports, results, run, settings

CALL = struct.Struct("=IIQ16s40s")
CALLS = 1 << 20
SECONDS = 900
STATUSES = (0, 1, 2, 3)
# How each call may fail: an errno, half of it, or from there on everything that writes.
WAYS = {
    "malloc": ["memory"], "calloc": ["memory"], "realloc": ["memory"],
    "open": ["EACCES", "EMFILE"], "create": ["EACCES", "ENOSPC", "readonly"],
    "read": ["EIO", "short"], "pread": ["EIO"],
    "write": ["ENOSPC", "EIO", "short", "full"], "pwrite": ["ENOSPC", "EIO", "full"],
    "fsync": ["EIO"], "fdatasync": ["EIO"], "ftruncate": ["EIO"], "rename": ["EACCES", "readonly"], "link": ["EIO"], "mkdir": ["EACCES"],
}

Fault = collections.namedtuple("Fault", "stream place number way what name")


def environment(library, **more):
    return {**os.environ, "LD_PRELOAD": library, "OMP_NUM_THREADS": "1", **more}


def leak_watch(library):
    """The environment with what gcc brings to watch memory: the program ends with another status than its own when some is lost."""
    if not os.environ.get("LEAKS"):
        return {}
    watch = subprocess.run(["gcc", "-print-file-name=liblsan.so"], check=True, capture_output=True, text=True).stdout.strip()
    return {"LD_PRELOAD": library + ":" + watch, "LSAN_OPTIONS": "exitcode=23:print_suppressions=0:suppressions=" + os.path.join(TOP, "tests/support/leaks.txt")}


def calls_of(program, library, folder):
    """How many calls an undisturbed run makes, and by kind in which process and with which number there."""
    log = os.path.join(folder, "calls")
    with open(log, "wb") as file:
        file.truncate(CALLS * CALL.size)
    subprocess.run(call(program, folder, "run"), check=True, env=environment(library, FAULT_LOG=log), stdout=subprocess.DEVNULL)
    kinds, numbers = collections.defaultdict(list), collections.Counter()
    with open(log, "rb") as file:
        used = CALL.unpack(file.read(CALL.size))[1]
        if used >= CALLS:
            raise RuntimeError("%d calls: make the log longer" % used)
        for _ in range(used):
            stream, _, place, what, name = CALL.unpack(file.read(CALL.size))
            numbers[stream, place] += 1
            what, name = what.rstrip(b"\0").decode(), name.rstrip(b"\0").decode("utf-8", "replace")
            # All that read a file are alike, but for the file.
            kinds[min(stream, 1), place, what, name].append((stream, numbers[stream, place]))
    os.remove(log)
    return used, kinds


def candidates(kinds, chance):
    found = []
    for (_, place, what, name), calls in sorted(kinds.items()):
        chosen = {calls[0], calls[-1], chance.choice(calls)}
        ways = WAYS[what] + (["EINTR"] if name == "pipe" else [])
        found += [Fault(stream, place, number, way, what, name) for stream, number in sorted(chosen) for way in ways]
    return found


def state(folder):
    """What the next run finds: the results, the other files by name, and how much each table of the database holds."""
    out = os.path.join(folder, "out")
    names = tuple(sorted(os.listdir(out))) if os.path.isdir(out) else ()
    path, tables = os.path.join(out, "lindehaven.sqlite"), []
    if os.path.exists(path):
        base = sqlite3.connect(path)
        for (table,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name").fetchall():
            tables.append((table, base.execute('SELECT count(*) FROM "%s"' % table).fetchone()[0]))
        base.close()
    return tuple(sorted(results(folder).items())), names, tuple(tables)


class Town:
    def __init__(self, program, library, folder):
        self.program, self.library = program, library
        self.fresh = os.path.join(folder, "fresh")
        os.makedirs(self.fresh)
        settings(self.fresh)
        run(call(program, self.fresh, "run"))
        self.results, self.reports = results(self.fresh), reports(self.fresh)
        self.gone_on = {}
        self.watch = leak_watch(library)

    def differ(self, folder):
        now = results(folder)
        return sorted(name for name in now.keys() | self.results.keys() if now.get(name) != self.results.get(name))

    def disturbed(self, fault, folder):
        """How it went, and what was wrong with it, or None."""
        at = "%d:%x:%d:%s" % (fault.stream, fault.place, fault.number, fault.way)
        met = os.path.join(folder, "met")
        with open(met, "wb") as file:
            file.write(b"\0")
        try:
            done = subprocess.run(call(self.program, folder, "run"), env=environment(self.library, FAULT_AT=at, FAULT_MET=met, **self.watch), stdin=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=SECONDS, check=False, start_new_session=True)
        except subprocess.TimeoutExpired:
            return "hangs", "it did not end in %d s" % SECONDS
        said = done.stderr.decode("utf-8", "replace")
        if done.returncode not in STATUSES:
            return "crashes", "it ended with %d: %s" % (done.returncode, said[-3000:])
        # Where nothing can be written any more, SQLite cannot take back what it began either: its journal tells the next one to.
        left = [name for name in cut_off(folder) if not (fault.way in ("full", "readonly") and name.endswith("-journal"))]
        if left:
            return "leaves", "left unfinished: %s" % ", ".join(left)
        if done.returncode == 0:
            other = self.differ(folder)
            with open(met, "rb") as file:
                was_met = file.read(1) == b"\1"
            return "does without" if was_met else "misses", "status 0, but other results: %s (%r)" % (", ".join(other), said) if other or reports(folder) != self.reports else None
        sentences = [line for line in said.splitlines() if not line.startswith("Warning: ")]
        if len(sentences) != 1 or not sentences[0].startswith("brandpunt: "):
            return "says", "status %d, and it said: %r" % (done.returncode, said)
        wrong = [name for name, found in results(folder).items() if found != self.results.get(name)]
        if wrong:
            return "refuses", "half or other results: %s (%s)" % (", ".join(wrong), sentences[0])
        found = reports(folder)
        if found is not None and any(count != self.reports.get(source) for source, count in found.items()):
            return "refuses", "part of a file is loaded: %s" % found
        return "refuses", None

    def after(self, folder):
        """What is wrong with the next run, or None; where the same was left before, that one's answer."""
        left = state(folder)
        if left not in self.gone_on:
            run(call(self.program, folder, "run"))
            other = self.differ(folder)
            wrong = other or reports(folder) != self.reports
            self.gone_on[left] = "the next run leaves something else: %s" % (", ".join(other) or reports(folder)) if wrong else None
        return self.gone_on[left]


def turn(number, fault, town, work):
    folder = os.path.join(work, "turn%d" % number)
    os.makedirs(folder)
    settings(folder)
    how = "breaks"
    try:
        how, wrong = town.disturbed(fault, folder)
        # Whoever did without, has shown that already.
        if not wrong and how == "refuses":
            wrong = town.after(folder)
    except (subprocess.CalledProcessError, RuntimeError, sqlite3.Error) as error:
        wrong = str(error)
    if wrong:
        print("FAULT_AT=%d:%x:%d:%s %s %s: %s" % (*fault, wrong), flush=True)
    shutil.rmtree(folder)
    return how, wrong


def main():
    program, library, count = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), sys.argv[3]
    chance = random.Random(int(sys.argv[4]) if len(sys.argv) > 4 else 20261126)
    which = sys.argv[5] if len(sys.argv) > 5 else ""
    went, failed = collections.Counter(), 0
    with tempfile.TemporaryDirectory(prefix="brandpunt-fail-") as work:
        town = Town(program, library, work)
        watched = os.path.join(work, "watched")
        os.makedirs(watched)
        settings(watched)
        used, kinds = calls_of(program, library, watched)
        if town.differ(watched):
            raise RuntimeError("a run that is watched leaves other results: %s" % town.differ(watched))
        faults = [fault for fault in candidates(kinds, chance) if which in " ".join(map(str, fault))]
        print("calls: %d, of %d kinds, may fail in %d ways" % (used, len(kinds), len(faults)), flush=True)
        chance.shuffle(faults)
        if count == "places":
            faults = list({(fault.place, fault.way, fault.what, fault.name): fault for fault in faults}.values())
        faults = faults if count in ("all", "places") else faults[: int(count)]
        print("to be tried: %d" % len(faults), flush=True)
        with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("JOBS", os.cpu_count()))) as pool:
            turns = [pool.submit(turn, number, fault, town, work) for number, fault in enumerate(faults)]
            try:
                for one in turns:
                    how, wrong = one.result()
                    went[how] += 1
                    failed += wrong is not None
                    if went.total() % 250 == 0:
                        print("%d of %d" % (went.total(), len(faults)), flush=True)
            except KeyboardInterrupt:
                print("stopped; what was tried:")
                pool.shutdown(cancel_futures=True)
    print("failing calls: %s" % ", ".join("%s %d" % pair for pair in sorted(went.items())))
    # Which number a call has may depend on how full a pipe was: then it is not met. Few are.
    many = went["misses"] > 2 + went.total() / 10
    passed = went.total() - failed - went["misses"]
    print("faults: %d passed, %d failed" % (passed, failed + many))
    sys.exit(failed > 0 or many or passed == 0)


if __name__ == "__main__":
    main()
