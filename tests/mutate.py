#!/usr/bin/env python3
"""Changes geo/*.c one place at a time, and counts the changes that the unit tests notice.

usage: mutate.py [--count N] [--seed N] [--jobs N] [--patience SECONDS] [--file geo/NAME.c]... [--again]      from the top of the project

A change (a mutant) is another operator, another number, a condition turned round, a statement left out or a return of 0. N of them
(200) are drawn, spread over the files by their length. Those that do not compile, or compile to the same bytes, are drawn anew. Each is
compiled in a copy, and the unit tests that use its object run, its own first, until one fails: the mutant is killed. A test that takes five
times its time has failed too; one that lasts longer than SECONDS (60) by itself is left out. What survives is printed, and kept in
build/mutation/survivors.json; --again tries only those. Ctrl-C ends it with what was tried. The last lines count.
"""
import argparse
import concurrent.futures
import glob
import json
import os
import queue
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time

FLAGS = ("-std=c17 -D_XOPEN_SOURCE=700 -ffp-contract=off -fno-math-errno -fno-trapping-math -O1 -fopenmp -w -I. "
         "-frandom-seed=1").split()
LIBRARIES = ["-lcmocka", "-lm"]
LINKER = ["-fuse-ld=gold"] if shutil.which("ld.gold") else []
KEPT = "build/mutation/survivors.json"
MEMORY = 4 << 30

TOKEN = re.compile(r"""
    (?P<skip> /\*.*?\*/ | //[^\n]* | ^[ \t]*\#(?:[^\n\\]|\\.)* | "(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' | \s+ )
  | (?P<word> [A-Za-z_]\w* )
  | (?P<number> (?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[uUlLfF]* )
  | (?P<operator> <<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|. )
""", re.VERBOSE | re.DOTALL | re.MULTILINE)

OTHERS = {"+": ["-"], "-": ["+"], "*": ["/"], "/": ["*"], "%": ["*"], "+=": ["-="], "-=": ["+="], "*=": ["/="], "/=": ["*="],
          "++": ["--"], "--": ["++"], "<": ["<=", ">"], "<=": ["<", ">"], ">": [">=", "<"], ">=": [">", "<"], "==": ["!="], "!=": ["=="],
          "&&": ["||"], "||": ["&&"], "<<": [">>"], ">>": ["<<"], "&": ["|"], "|": ["&"]}
WORDS = {"true": ["false"], "false": ["true"], "fmin": ["fmax"], "fmax": ["fmin"], "break": [""], "continue": [""]}
STATEMENT = re.compile(r"^(?P<space>[ \t]+)(?P<text>(?!return\b|break\b|continue\b|goto\b|case\b|default\b|else\b)[\w*(][^;{}\n]*);[ \t]*$", re.MULTILINE)
DECLARATION = re.compile(r"^(const|static|extern|typedef|enum|struct|union|unsigned|signed|[A-Za-z_]\w*)[ \t]+\**\s*[A-Za-z_]")
FREE = re.compile(r"(\w+_)?free\(")  # what is not freed, `make asan` sees
RETURN = re.compile(r"\breturn (?P<value>[^;]+);")
CONDITION = re.compile(r"\bif \((?P<value>(?:[^()\n]|\([^()\n]*\))*)\)")


def tokens_of(text):
    """Operators, numbers and words of the code within functions, each with where it stands; no comments, texts or directives."""
    depth = 0
    for found in TOKEN.finditer(text):
        if found.lastgroup == "skip":
            continue
        depth += (found.group() == "{") - (found.group() == "}")
        yield found, depth


def numbers_instead(text):
    if re.fullmatch(r"0[xX].*", text):
        return []
    suffix = text[len(text.rstrip("uUlLfF")):]
    bare = text[:len(text) - len(suffix)]
    if re.fullmatch(r"\d+", bare):
        return [str(int(bare) + 1) + suffix] + ([str(int(bare) - 1) + suffix] if int(bare) > 0 else [])
    return [repr(float(bare) * 1.1 + (float(bare) == 0)) + suffix]


def mutants_of(name, text):
    """Every change of a file: (from, to, new text, what it is)."""
    found, before = [], None
    code = [False] * len(text)
    for token, depth in tokens_of(text):
        word, start, end = token.group(), token.start(), token.end()
        code[start:end] = [True] * (end - start)
        if depth > 0 or word == "}":
            instead = []
            if token.lastgroup == "number":
                instead = numbers_instead(word)
            elif token.lastgroup == "word":
                instead = WORDS.get(word, [])
            elif word in OTHERS:
                binary = before is not None and (before.lastgroup in ("word", "number") or before.group() in (")", "]"))
                binary = binary and before.group() not in ("return", "case", "else", "sizeof")
                if binary or word in ("++", "--"):
                    instead = OTHERS[word]
            found += [(start, end, new, "%s -> %s" % (word, new or "nothing")) for new in instead]
        before = token
    for statement in STATEMENT.finditer(text):
        if code[statement.start("text")] and not DECLARATION.match(statement.group("text")) and not FREE.match(statement.group("text")):
            found.append((statement.start("text"), statement.end("text"), "", "left out"))
    for value in RETURN.finditer(text):
        if code[value.start()] and value.group("value") not in ("0", "false", "true", "NULL"):
            found.append((value.start("value"), value.end("value"), "0", "return 0"))
    for value in CONDITION.finditer(text):
        if code[value.start()]:
            found.append((value.start("value"), value.end("value"), "!(%s)" % value.group("value"), "turned round"))
    return [{"file": name, "from": a, "to": b, "new": new, "what": what, "line": text.count("\n", 0, a) + 1,
             "text": text[text.rfind("\n", 0, a) + 1:text.find("\n", a)].strip()} for a, b, new, what in sorted(set(found))]


def limited(seconds):
    def set_limits():
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return set_limits


class Copy:
    """A copy of what the tests of geo need, in which one worker changes files."""

    def __init__(self, folder):
        self.folder = folder

    def fill(self):
        for room in ("geo", "render", "tests/unit", "tests/support", "fixtures"):
            shutil.copytree(room, os.path.join(self.folder, room))

    def call(self, *arguments):
        return subprocess.run(arguments, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def compile(self, name, to):
        return self.call("gcc", *FLAGS, "-c", name, "-o", to).returncode == 0

    def read(self, name):
        with open(os.path.join(self.folder, name), "rb") as file:
            return file.read()

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    def link(self, test, first, to):
        return self.call("gcc", "-fopenmp", *LINKER, test, *first, "support.a", "geo.a", *LIBRARIES, "-Wl,--trace,--trace", "-o", to)

    def run(self, program, seconds):
        """Whether the test passed, and the seconds it worked. Without other programs to compare with, which are slow."""
        environment = {"OMP_NUM_THREADS": "2", "OMP_WAIT_POLICY": "passive", "LC_ALL": "C", "CMOCKA_TEST_ABORT": "1", "PATH": "/nowhere"}
        process = subprocess.Popen([os.path.join(self.folder, program)], cwd=self.folder, env=environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=limited(seconds))
        patience = threading.Timer(200 * seconds, process.kill)  # one that waits for ever does not work
        patience.start()
        _, status, used = os.wait4(process.pid, 0)
        patience.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        return status == 0, used.ru_utime + used.ru_stime


def needs_other_rooms(name):
    with open(name, encoding="utf-8") as file:
        return re.search(r'#include "(src|render|tests/support/town\.h)', file.read()) is not None


class Tests:
    """The unit tests of geo: those that need no other room. For each object of geo, the tests that use it."""

    def __init__(self, copy, names, pool, patience):
        self.seconds, self.users, self.patience = {}, {name: [] for name in names}, patience
        tests = [name[:-2] for name in sorted(glob.glob("tests/unit/test_*.c")) if not needs_other_rooms(name)]
        for test, (used, passed, seconds) in zip(tests, pool.map(lambda test: self.first(copy, test), tests)):
            if not passed and seconds < 0.5 * patience:
                sys.exit("%s fails as it is" % test)
            if not passed:
                print("%s lasts longer than %d s, and is left out" % (test, patience), flush=True)
                continue
            self.seconds[test] = seconds
            for name in used:
                self.users["geo/%s.c" % name].append(test)
        for name, users in self.users.items():
            own = "tests/unit/test_" + os.path.basename(name)[:-2]
            users.sort(key=lambda test: (test != own, self.seconds[test]))

    def first(self, copy, test):
        """The objects of geo that it uses, whether it passes as it is, and the seconds it works."""
        linked = copy.link(test + ".o", [], test)
        if linked.returncode != 0:
            sys.exit("%s does not link: %s" % (test, linked.stdout.decode()))
        return (set(re.findall(r"geo\.a\)?\(?(\w+)\.o", linked.stdout.decode())), *copy.run(test, self.patience))


def judge(copy, tests, mutant):
    """'invalid', 'same', 'survived', or the test that killed it."""
    name = mutant["file"]
    whole = copy.read(name).decode()
    copy.write(name, whole[:mutant["from"]] + mutant["new"] + whole[mutant["to"]:])
    try:
        if not copy.compile(name, "changed.o"):
            return "invalid"
        if copy.read("changed.o") == copy.read(name[:-2] + ".o"):
            return "same"
        for test in tests.users[name]:
            if copy.link(test + ".o", ["changed.o"], "changed").returncode != 0:
                return "invalid"
            if not copy.run("changed", int(5 * tests.seconds[test]) + 2)[0]:
                return test
        return "survived"
    finally:
        copy.write(name, whole)


def shares(names, texts, count):
    """How many of each file: by its length, and at least one."""
    length = {name: len(mutants_of(name, texts[name])) for name in names}
    wanted = {name: max(1, round(count * length[name] / sum(length.values()))) if length[name] else 0 for name in names}
    return wanted


def in_random_order(name, text, seed):
    order = mutants_of(name, text)
    random.Random("%d %s" % (seed, name)).shuffle(order)
    return order


def prepare(work, jobs, pool, patience):
    first = Copy(os.path.join(work, "0"))
    first.fill()
    sources = sorted(glob.glob("geo/*.c") + glob.glob("tests/unit/test_*.c")) + ["tests/support/town_scene.c"]
    sources = [name for name in sources if not needs_other_rooms(name)]
    for name, compiled in zip(sources, pool.map(lambda name: first.compile(name, name[:-2] + ".o"), sources)):
        if not compiled:
            sys.exit("%s does not compile" % name)
    first.call("ar", "rcs", "geo.a", *sorted(name[:-2] + ".o" for name in glob.glob("geo/*.c")))
    first.call("ar", "rcs", "support.a", "tests/support/town_scene.o")
    tests = Tests(first, sorted(glob.glob("geo/*.c")), pool, patience)
    copies = [first]
    for job in range(1, jobs):
        copies.append(Copy(os.path.join(work, str(job))))
        shutil.copytree(first.folder, copies[-1].folder)
    return copies, tests


class Drawn:
    """The mutants of one file in the order in which they are tried, and what came of them."""

    def __init__(self, name, order, wanted):
        self.name, self.order, self.wanted = name, iter(order), wanted
        self.killed, self.survivors, self.lock = 0, [], threading.Lock()

    def try_one(self, free, tests):
        """Judges mutants until one is killed or survives."""
        while True:
            with self.lock:
                mutant = next(self.order, None)
            if mutant is None:
                return
            copy = free.get()
            try:
                verdict = judge(copy, tests, mutant)
            finally:
                free.put(copy)
            if verdict == "survived":
                self.survivors.append(mutant)
                print("survived  %(file)s:%(line)d  %(what)s    %(text)s" % mutant, flush=True)
            self.killed += verdict not in ("invalid", "same", "survived")
            if verdict not in ("invalid", "same"):
                return


def try_all(files, copies, tests, pool):
    """All files advance together, so that what is done after half the time says something of each."""
    free = queue.Queue()
    for copy in copies:
        free.put(copy)
    turns = sorted(((turn + 0.5) / file.wanted, file.name, file) for file in files for turn in range(file.wanted))
    tried = [pool.submit(file.try_one, free, tests) for _, _, file in turns]
    try:
        for number, one in enumerate(tried, 1):
            one.result()
            if number % 50 == 0:
                print("%d of %d" % (number, len(tried)), flush=True)
    except KeyboardInterrupt:
        print("stopped; what was tried:")
        pool.shutdown(cancel_futures=True)


def table(files):
    print("\n%-26s %7s %7s %9s" % ("", "mutants", "killed", "survived"))
    for file in files:
        lived = len(file.survivors)
        if file.killed + lived > 0:
            print("%-26s %7d %7d %9d" % (file.name, file.killed + lived, file.killed, lived))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--patience", type=int, default=60)
    parser.add_argument("--file", action="append")
    parser.add_argument("--again", action="store_true")
    options = parser.parse_args()
    names = options.file or sorted(glob.glob("geo/*.c"))
    texts = {}
    for name in names:
        with open(name, encoding="utf-8") as file:
            texts[name] = file.read()
    if options.again:
        with open(KEPT, encoding="utf-8") as file:
            kept = json.load(file)
        own = {name: [mutant for mutant in kept if mutant["file"] == name] for name in names}
        files = [Drawn(name, own[name], len(own[name])) for name in names]
    else:
        wanted = shares(names, texts, options.count)
        files = [Drawn(name, in_random_order(name, texts[name], options.seed), wanted[name]) for name in names]
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="brandpunt-mutation-") as work, concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        copies, tests = prepare(work, options.jobs, pool, options.patience)
        try_all(files, copies, tests, pool)
    os.makedirs(os.path.dirname(KEPT), exist_ok=True)
    survivors = [mutant for file in files for mutant in file.survivors]
    with open(KEPT, "w", encoding="utf-8") as file:
        json.dump(survivors, file, indent=1)
    table(files)
    killed = sum(file.killed for file in files)
    minutes = (time.monotonic() - start) / 60
    print("mutation: %d mutants, %d killed, %d survived, in %.0f minutes" % (killed + len(survivors), killed, len(survivors), minutes))


if __name__ == "__main__":
    main()
