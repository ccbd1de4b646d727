"""The example town made small, for the tests that disturb the program: its settings, and what a folder holds afterwards."""
import hashlib
import os
import re
import signal
import sqlite3
import subprocess
import time

TOP = os.getcwd()

# Everything `run` makes is made, from fewer layers and reports and with a coarser grid.
LEFT_OUT = ("layer gebouwen", "layer water", "layer groen", "reports politie", "reports signalen", "reports enquete")
COARSER = {"cell": "100", "lixel": "100", "replicates": "99", "dpi": "72", "train": "", "test": ""}

# What a program that is cut off in the midst of its work may leave; the next one overwrites or removes it.
CUT_OFF = re.compile(r"^\.\d+-|-journal$")


def call(program, folder, *arguments):
    return [program, "--config", os.path.join(folder, "town.ini"), "--lang", "en", "--quiet", *arguments]


def settings(folder):
    with open(os.path.join(TOP, "config.ini"), encoding="utf-8") as file:
        text = file.read()
    for section in LEFT_OUT:
        text, found = re.subn(r"^\[%s\]\n(?:.+\n)+" % section, "", text, flags=re.M)
        assert found == 1, section
    for key, value in COARSER.items():
        text, found = re.subn(r"^%s = [^;\n]*" % key, "%s = %s " % (key, value), text, flags=re.M)
        assert found == 1, key
    text = text.replace("= fixtures/", "= " + TOP + "/fixtures/").replace("= resultaat", "= " + folder + "/out")
    with open(os.path.join(folder, "town.ini"), "w", encoding="utf-8") as file:
        file.write(text)


def results(folder):
    """The results by name; what is unfinished or the database's own is not among them."""
    found = {}
    out = os.path.join(folder, "out")
    for name in sorted(os.listdir(out)) if os.path.isdir(out) else []:
        path = os.path.join(out, name)
        if name.startswith("lindehaven.") or CUT_OFF.search(name) or not os.path.isfile(path):
            continue
        with open(path, "rb") as file:
            found[name] = hashlib.sha256(file.read()).hexdigest()
    return found


def cut_off(folder):
    """The names of what lies unfinished beside the results."""
    out = os.path.join(folder, "out")
    return sorted(name for name in os.listdir(out) if CUT_OFF.search(name)) if os.path.isdir(out) else []


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


def held_still(process):
    """Stops the clock of a program; False when it was done just before."""
    os.killpg(process.pid, signal.SIGSTOP)
    while True:
        with open("/proc/%d/stat" % process.pid, encoding="utf-8", errors="replace") as file:
            state = file.read().rpartition(")")[2].split()[0]
        if state in "TZ":
            return state == "T"
        time.sleep(0.001)


def stopped(command, moment, sent=signal.SIGKILL):
    """Gives a signal to the program and its children after a while. Its status and what it said, or None when it was done
    before that."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
    end = time.monotonic() + moment
    while process.poll() is None and time.monotonic() < end:
        time.sleep(0.001)
    at_work = process.poll() is None and held_still(process)
    if at_work:
        os.killpg(process.pid, sent)
        os.killpg(process.pid, signal.SIGCONT)
    said = process.communicate()[1].decode("utf-8", "replace")
    return (process.returncode, said) if at_work else None


def run(command):
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def seconds(command):
    start = time.monotonic()
    run(command)
    return time.monotonic() - start
