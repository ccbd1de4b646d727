#!/usr/bin/env python3
"""Says how much of our own code the tests have run, from what `make coverage` left: lines and branches of each room, of the
files with least, and, of one FILE, each line that was not run or never went one of its ways.

usage: coverage.py FOLDER [FILE]      from the top of the project

A branch is one way out of a condition in the source: each part of && and ||, each case of a switch counts. All are counted, also those
taken only when memory runs out. The build has no threads and no optimisation, so that the compiler adds none of its own. Code that is
translated several times (geo/cpu.h, inline functions) counts once.
"""
import collections
import json
import os
import subprocess
import sys

ROOMS = ("geo", "render", "src")
FILES_SHOWN = 15


class File:
    def __init__(self):
        self.lines = collections.Counter()
        self.branches = collections.Counter()

    def figures(self):
        return (len(self.lines), sum(n > 0 for n in self.lines.values()), len(self.branches), sum(n > 0 for n in self.branches.values()))


def read(folder):
    """Files by name, of which each line, and each way out of a line by its number, has how often it was taken."""
    files = collections.defaultdict(File)
    notes = [os.path.join(room, name) for top in ROOMS for room, _, names in os.walk(os.path.join(folder, top)) for name in names
             if name.endswith(".gcno") and name != "web_assets.gcno"]
    answer = subprocess.run(["gcov", "--json-format", "--stdout", "--branch-probabilities", *sorted(notes)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    for text in answer.stderr.decode().splitlines():
        if not text.endswith("assuming not executed"):
            print(text)
    for text in answer.stdout.decode().splitlines():
        for source in json.loads(text)["files"]:
            name = source["file"]
            if name.split("/")[0] not in ROOMS:
                continue
            for line in source["lines"]:
                number = line["line_number"]
                files[name].lines[number] += line["count"]
                for way, branch in enumerate(line["branches"]):
                    files[name].branches[number, way] += branch["count"]
    return files


def percent(part, whole):
    return "%5.1f%%" % (100.0 * part / whole) if whole else "    -"


def show(name, figures):
    lines, run, branches, taken = figures
    print("%-34s %6d %s %7d %s" % (name, lines, percent(run, lines), branches, percent(taken, branches)))


def total(figures):
    return tuple(map(sum, zip(*figures)))


def show_all(files):
    figures = {name: file.figures() for name, file in files.items()}
    print("%-34s %6s %6s %7s %6s" % ("", "lines", "run", "branches", "taken"))
    for room in ROOMS:
        show(room, total([one for name, one in figures.items() if name.split("/")[0] == room]))
    show("total", total(figures.values()))
    print("\nMost branches not taken:")
    for name in sorted(figures, key=lambda name: figures[name][3] - figures[name][2])[:FILES_SHOWN]:
        show(name, figures[name])
    print("\nLeast lines run:")
    for name in sorted(figures, key=lambda name: figures[name][1] / max(figures[name][0], 1))[:FILES_SHOWN]:
        show(name, figures[name])


def show_file(name, file):
    with open(name, encoding="utf-8") as source:
        for number, text in enumerate(source, 1):
            ways = [file.branches[key] for key in sorted(key for key in file.branches if key[0] == number)]
            if number in file.lines and file.lines[number] == 0:
                print("%5d not run  %s" % (number, text.rstrip()))
            elif 0 in ways:
                print("%5d %d of %d   %s" % (number, ways.count(0), len(ways), text.rstrip()))


def main():
    files = read(sys.argv[1])
    if len(sys.argv) > 2:
        show_file(sys.argv[2], files[sys.argv[2]])
    else:
        show_all(files)


if __name__ == "__main__":
    main()
