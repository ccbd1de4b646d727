#!/usr/bin/env python3
"""Many municipalities in one database: what one and two workers do in an hour, and what a killed worker leaves.

usage: municipalities.py PROGRAM [COUNT [ONE]]     COUNT municipalities (342) by two workers, ONE of them (40) by one worker

Each municipality is the example town's hotline with a choice of its reports, each moved up to 40 m. Everything is in a temporary
folder, the server included.
"""
import csv
import hashlib
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

TOP = os.getcwd()
sys.path.insert(0, os.path.join(TOP, "tests", "postgis"))
from server import Server  # noqa: E402

CONFIG = """[project]
name = Gemeente {municipality}
[database]
url = postgresql:///town?schema={municipality}
key_file = keys/{municipality}.key
[output]
folder = out/{municipality}
[layer grens]
file = %(top)s/fixtures/input/gemeentegrens.shp
role = boundary
[layer buurten]
file = %(top)s/fixtures/input/buurten.shp
role = neighbourhood
[reports meldpunt]
file = in/{municipality}.csv
regime = avg
purpose = proef
retention = 5y
[selection]
from = 2022-10-01
to = 2025-09-30
"""


def make(folder, count):
    with open(os.path.join(TOP, "fixtures/input/meldpunt.csv"), encoding="cp1252", newline="") as file:
        head, *rows = list(csv.reader(file, delimiter=";"))
    x, y = head.index("X"), head.index("Y")
    for sub in ("in", "keys", "out"):
        os.makedirs(os.path.join(folder, sub))
    codes = ["GM%04d" % (n + 1) for n in range(count)]
    for code in codes:
        seed = random.Random(code)
        share = seed.uniform(0.2, 0.9)
        with open("%s/in/%s.csv" % (folder, code), "w", encoding="cp1252", newline="") as file:
            out = csv.writer(file, delimiter=";")
            out.writerow(head)
            for row in rows:
                if seed.random() > share:
                    continue
                row = list(row)
                for column in (x, y):
                    try:
                        row[column] = ("%.1f" % (float(row[column].replace(",", ".")) + seed.uniform(-40, 40))).replace(".", ",")
                    except (ValueError, IndexError):
                        pass
                out.writerow(row)
    with open(folder + "/all.ini", "w", encoding="utf-8") as file:
        file.write(CONFIG % {"top": TOP})
    with open(folder + "/codes.txt", "w", encoding="ascii") as file:
        file.write("".join(code + "\n" for code in codes))
    return codes


def results(folder, code):
    found = {}
    for name in sorted(os.listdir("%s/out/%s" % (folder, code))):
        if name.startswith(".") or "tmp" in name:  # what a killed run left unfinished
            continue
        with open("%s/out/%s/%s" % (folder, code, name), "rb") as file:
            found[name] = hashlib.sha256(file.read()).hexdigest()
    return found


def stored(server, code):
    return server.sql("SELECT md5(string_agg(concat_ws(',', external_id, category, occurred_from, occurred_to, reporter_key, geom), ';' ORDER BY id)) FROM %s.report;"
                      "SELECT md5(string_agg(a::text, ';' ORDER BY rank)) FROM %s.risk_area a" % (code, code))


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the server goes too
    program = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 342
    one = min(count, int(sys.argv[3]) if len(sys.argv) > 3 else 40)
    folder = tempfile.mkdtemp(prefix="brandpunt-many-")
    server = Server()
    try:
        codes = make(folder, count)
        environment = dict(server.environment("baas"), OMP_NUM_THREADS="1")
        command = [program, "--config", folder + "/all.ini", "--quiet", "run", "--municipality"]

        def work(names, workers):
            """Seconds on the clock and of the processor."""
            clock, used = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
            done = subprocess.run(["parallel", "--will-cite", "--jobs", str(workers), "--halt", "now,fail=1", *command, "{}", ":::", *names], env=environment)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            if done.returncode != 0:
                raise SystemExit("municipalities: a run failed")
            return time.monotonic() - clock, after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime

        def forget(names):
            for code in names:
                server.sql("DROP SCHEMA %s CASCADE" % code)
                shutil.rmtree("%s/out/%s" % (folder, code))

        def tell(names, workers, figures):
            print("%d municipalities, workers: %d: %.0f s on the clock, %.2f s of the processor each, %.0f in an hour"
                  % (len(names), workers, figures[0], figures[1] / len(names), 3600 * len(names) / figures[0]), flush=True)

        for workers in (1, 2):
            tell(codes[:one], workers, work(codes[:one], workers))
            forget(codes[:one])
        tell(codes, 2, work(codes, 2))
        schemas = int(server.sql("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'gm____'")[0])
        runs = sum(int(server.sql("SELECT count(*) FROM %s.run" % code)[0]) for code in codes)
        print("in the database: %d schemas, %d runs, %s" % (schemas, runs, server.sql("SELECT pg_size_pretty(pg_database_size('town'))")[0]), flush=True)

        # One is killed at ten moments of its work, and each time run again.
        code, same = codes[0], 0
        whole, kept = results(folder, code), stored(server, code)
        forget([code])
        clock = time.monotonic()
        subprocess.run([*command, code], env=environment, check=True)
        lasts = time.monotonic() - clock
        for part in range(10):
            forget([code])
            process = subprocess.Popen([*command, code], env=environment)
            time.sleep(lasts * (part + 0.5) / 10)
            process.kill()
            process.wait()
            os.makedirs("%s/out/%s" % (folder, code), exist_ok=True)
            server.sql('CREATE SCHEMA IF NOT EXISTS "%s"' % code.lower())
            subprocess.run([*command, code], env=environment, check=True)
            same += results(folder, code) == whole and stored(server, code) == kept
        print("killed and run again: %d of 10 times the same" % same, flush=True)
        return 0 if same == 10 and schemas == count and runs == count else 1
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
