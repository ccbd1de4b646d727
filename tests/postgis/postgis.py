#!/usr/bin/env python3
"""Tries the shared database against a real PostgreSQL with PostGIS, which it starts itself.

usage: postgis.py PROGRAM [NAME...]      from the top of the project; NAME runs those tests alone

Each test has a schema of its own. The last line counts.
"""
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import Server  # noqa: E402

TOP = os.getcwd()
CATEGORIES = ["intimidatie", "bedreiging", "overlast", "vernieling"]


class Wrong(Exception):
    pass


def check(true, words):
    if not true:
        raise Wrong(words)


class House:
    """The server, the program, and a folder for each test."""

    def __init__(self, program):
        self.program = os.path.abspath(program)
        self.server = Server()
        self.folder = tempfile.mkdtemp(prefix="brandpunt-postgis-test-")

    def close(self):
        self.server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def address(self, schema):
        return "postgresql:///town?schema=" + schema

    def place(self, name):
        path = os.path.join(self.folder, name)
        os.makedirs(path, exist_ok=True)
        return path

    def settings(self, name, place, key=None):
        """A configuration of the example town with another database."""
        folder = self.place(name)
        with open(os.path.join(TOP, "config.ini"), encoding="utf-8") as file:
            text = file.read()
        text = text.replace("= fixtures/", "= " + TOP + "/fixtures/").replace("= resultaat", "= " + folder + "/out")
        text = text.replace("path = " + folder + "/out/lindehaven.sqlite", "url = " + place)
        if key is not None:
            text = text.replace("key_file = " + folder + "/out/lindehaven.key", "key_file = " + key)
        path = os.path.join(folder, "town.ini")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def small(self, name, place):
        """A configuration with a database and a key alone."""
        folder = self.place(name)
        path = os.path.join(folder, "small.ini")
        with open(path, "w", encoding="utf-8") as file:
            file.write("[database]\nurl = %s\nkey_file = %s/key\n" % (place, folder))
        return path

    def begin(self, user, *words, **more):
        return subprocess.Popen([self.program, "--lang", "en", *words], env=dict(self.server.environment(user), **more), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, user, *words, **more):
        process = self.begin(user, *words, **more)
        out, err = process.communicate(timeout=300)
        return process.returncode, out, err

    def good(self, user, *words):
        code, out, err = self.run(user, *words)
        check(code == 0, "%s: exit status %d: %s" % (" ".join(words), code, err.strip()))
        return out

    def refused(self, user, status, sentence, *words, **more):
        """One sentence on standard error that holds `sentence`, and that exit status."""
        code, _, err = self.run(user, *words, **more)
        lines = [line for line in err.split("\n") if line != ""]
        check(code == status, "%s: exit status %d and not %d: %s" % (" ".join(words), code, status, err.strip()))
        check(len(lines) == 1 and sentence in lines[0], "%s says: %s" % (" ".join(words), err.strip()))


def write_reports(path, number, count):
    """Reports that no other file holds; every tenth happened where and when one of file 0 did."""
    with open(path, "w", encoding="utf-8") as file:
        file.write("id,datum,tijd,categorie,x,y,melder\n")
        for i in range(count):
            of = number if i % 10 else 0
            file.write("%d-%d,2024-%02d-%02d,%02d:%02d,%s,%.2f,%.2f,m%d@example.org\n"
                       % (number, i, 1 + i % 12, 1 + i % 28, i % 24, i % 60, CATEGORIES[i % 4], 120000 + 37 * (i % 90) + of, 480000 + 53 * (i % 70) + 2 * of, of * 1000 + i % 300))
    return path


def hashes(folder):
    found = {}
    for name in sorted(os.listdir(folder)):
        if not name.startswith("lindehaven."):
            with open(os.path.join(folder, name), "rb") as file:
                found[name] = hashlib.sha256(file.read()).hexdigest()
    return found


def status_of(house, *words):
    """What status tells, but for the clock and the words of the command."""
    told = json.loads(house.good("baas", *words, "--json", "status"))
    for rows, keys in (("imports", ["imported_on"]), ("runs", ["begun_on", "command"])):
        for row in told[rows]:
            for key in keys:
                del row[key]
    return told


def the_same_as_a_file_to_the_byte(house):
    file = house.settings("file", house.place("file") + "/out/lindehaven.sqlite")
    key = house.place("file") + "/out/lindehaven.key"
    server = house.settings("server", house.address("same"), key)
    house.good("baas", "--config", file, "--quiet", "run")
    house.good("baas", "--config", server, "--quiet", "run")
    theirs, ours = hashes(house.place("file") + "/out"), hashes(house.place("server") + "/out")
    check(len(ours) > 10 and ours == theirs, "other bytes: %s" % sorted(name for name in set(ours) | set(theirs) if ours.get(name) != theirs.get(name)))
    check(status_of(house, "--config", file) == status_of(house, "--config", server), "status tells something else")
    for words in (["purge", "--before", "2023-06-01"], ["purge", "--source", "adv"], ["layer", "remove", "spoor"]):
        house.good("baas", "--config", file, "--quiet", *words)
        house.good("baas", "--config", server, "--quiet", *words)
        check(status_of(house, "--config", file) == status_of(house, "--config", server), "status tells something else after %s" % words)
    for config, out in ((file, "file"), (server, "server")):
        house.good("baas", "--config", config, "--quiet", "areas", "--out", house.place(out) + "/areas.csv")
        house.good("baas", "--config", config, "--quiet", "areas", "--audience", "partner", "--out", house.place(out) + "/partner.csv")
    for name in ("areas.csv", "partner.csv"):
        with open(house.place("file") + "/" + name, "rb") as one, open(house.place("server") + "/" + name, "rb") as other:
            check(one.read() == other.read(), name + " has other bytes")


def everybody_does_what_his_role_may(house):
    config = house.small("roles", house.address("rights"))
    one = write_reports(house.place("roles") + "/one.csv", 1, 400)
    given = ["--regime", "avg", "--purpose", "proef", "--retention", "5y"]
    house.good("baas", "--config", config, "--quiet", "init")
    house.server.sql(house.good("baas", "--config", config, "init", "--roles"))
    house.server.sql(house.good("baas", "--config", config, "init", "--roles"))  # again, as after an upgrade
    for user, role in (("lezer", "reader"), ("kenner", "analyst"), ("lader", "importer"), ("laadster", "importer")):
        house.server.add_user(user, "rights_" + role)
    house.server.add_user("vreemde")
    house.good("lader", "--config", config, "--quiet", "import", one, "--source", "een", *given)
    haltes = TOP + "/fixtures/input/haltes.geojson"
    house.good("lader", "--config", config, "--quiet", "layer", "add", haltes, "--role", "transit", "--name", "haltes")
    house.good("laadster", "--config", config, "--quiet", "layer", "remove", "haltes")  # of a colleague
    house.good("laadster", "--config", config, "--quiet", "layer", "add", haltes, "--role", "transit", "--name", "haltes")
    out = house.place("roles") + "/density.tif"
    for user in ("lezer", "kenner", "lader"):
        check(json.loads(house.good(user, "--config", config, "--json", "status"))["sources"][0]["reports"] == 400, user + " does not see 400 reports")
        check(house.server.sql("SELECT count(*) FROM rights.layer_haltes", user=user) != ["0"], user + " sees no layer")
    house.good("kenner", "--config", config, "--quiet", "density", "--out", out)
    house.refused("lezer", 1, "rights_analyst", "--config", config, "density", "--out", out)
    house.refused("lezer", 1, "rights_importer", "--config", config, "import", one)
    house.refused("kenner", 1, "rights_importer", "--config", config, "import", one)
    house.refused("kenner", 1, "your role may not do this", "--config", config, "purge", "--source", "een")
    house.refused("vreemde", 1, "rights_reader", "--config", config, "status")
    for text in ("DELETE FROM rights.ledger", "UPDATE rights.ledger_output SET hash = ''", "TRUNCATE rights.audit"):  # not even their owner
        try:
            house.server.sql(text)
            raise Wrong(text + " was done")
        except RuntimeError as error:
            check("kept as they are" in str(error), str(error))


def two_import_and_five_read_at_once(house):
    """Readers see whole files or nothing of them; at the end all is there, linked as when a file had got it in the same order."""
    folder = house.place("many")
    configs = [house.small("many", house.address("many"))]
    house.good("baas", "--config", configs[0], "--quiet", "init")
    house.server.sql(house.good("baas", "--config", configs[0], "init", "--roles"))
    for i in range(2):
        house.server.add_user("invoer%d" % i, "many_importer")
    for i in range(5):
        house.server.add_user("kijker%d" % i, "many_analyst")
    count, files = 500, [write_reports("%s/%d.csv" % (folder, n), n, 500) for n in range(6)]
    both = write_reports(folder + "/both.csv", 99, 700)
    # Two first imports at once: one makes the key of the reporters, the other finds it.
    work = [[["--source", "bron%d" % (n % 2), path] for n, path in enumerate(files) if n % 2 == side] + [["--source", "samen", both]] for side in range(2)]
    given = ["--regime", "avg", "--purpose", "proef", "--retention", "5y"]
    readers, seen, busy = [None] * 5, set(), [None, None]
    while True:
        for side in range(2):
            if busy[side] is not None and busy[side].poll() is not None:
                _, err = busy[side].communicate()
                check(busy[side].returncode == 0, "an importer: " + err.strip())
                busy[side] = None
            if busy[side] is None and work[side]:
                busy[side] = house.begin("invoer%d" % side, "--config", configs[0], "--quiet", "import", *work[side].pop(0), *given)
        for r in range(5):
            if readers[r] is not None and readers[r].poll() is not None:
                out, err = readers[r].communicate()
                check(readers[r].returncode == 0 or "no report of kind" in err, "a reader: " + err.strip())
                if r < 3 and readers[r].returncode == 0:
                    for row in json.loads(out)["sources"]:
                        seen.add(row["reports"])
                        check(row["reports"] % count == 0 or (row["source"] == "samen" and row["reports"] == 700), "%s shows part of a file: %d" % (row["source"], row["reports"]))
                readers[r] = None
            if readers[r] is None and any(busy):
                words = ["--json", "status"] if r < 3 else ["--quiet", "density", "--out", "%s/%d.tif" % (folder, r)]
                readers[r] = house.begin("kijker%d" % r, "--config", configs[0], *words)
        if not any(busy) and not any(work) and not any(readers):
            break
        time.sleep(0.1)
    check(len(seen) > 2, "the readers saw nothing happen")
    check(house.server.sql("SELECT count(*) || ' ' || count(DISTINCT (source, external_id)) FROM many.report") == ["3700 3700"], "reports were lost")
    check(house.server.sql("SELECT sum(loaded) || ' ' || count(*) FROM many.import") == ["3700 7"], "the imports do not tell it")
    house.good("baas", "--config", configs[0], "audit", "verify")
    # The same files into a file; of the pairs that are one event one is counted, whichever came in first.
    plain = house.small("plain", house.place("plain") + "/plain.sqlite")
    for n, path in enumerate(files):
        house.good("baas", "--config", plain, "--quiet", "import", "--source", "bron%d" % (n % 2), path, *given)
    house.good("baas", "--config", plain, "--quiet", "import", "--source", "samen", both, *given)
    linked = sum(row["duplicates"] for row in json.loads(house.good("baas", "--config", plain, "--json", "status"))["sources"])
    check(linked > 0 and house.server.sql("SELECT count(*) FROM many.report WHERE duplicate_of IS NOT NULL") == [str(linked)], "other duplicates were linked than in a file")


def the_server_goes_away(house):
    config = house.small("away", house.address("away"))
    folder = house.place("away")
    small, large = write_reports(folder + "/small.csv", 1, 300), write_reports(folder + "/large.csv", 2, 40000)
    house.good("baas", "--config", config, "--quiet", "import", small, "--source", "klein")
    for kill in (house.server.kill, None):
        process = house.begin("baas", "--config", config, "--quiet", "import", large, "--source", "groot")
        for _ in range(2000):
            if house.server.sql("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'brandpunt' AND query LIKE 'COPY%'") == ["1"]:
                break
            check(process.poll() is None, "the import was done before it could be disturbed")
        if kill is None:
            process.kill()
            process.communicate()
        else:
            kill()
            _, err = process.communicate(timeout=60)
            lines = [line for line in err.split("\n") if line.startswith("brandpunt: ")]
            check(process.returncode == 1 and len(lines) == 1 and "went away" in lines[0], "exit status %d: %s" % (process.returncode, err.strip()))
            house.refused("baas", 1, "cannot be reached", "--config", config, "status")
            house.server.start()
        for _ in range(100):
            if house.server.sql("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'brandpunt'") == ["0"]:
                break
            time.sleep(0.05)
        check(house.server.sql("SELECT count(*) FROM away.report") == ["300"], "half of a file is there, or what was there is gone")
    house.good("baas", "--config", config, "--quiet", "import", large, "--source", "groot")
    house.good("baas", "--config", config, "--quiet", "import", large, "--source", "groot")
    check(house.server.sql("SELECT count(*) FROM away.report") == ["40300"], "after it the import is not whole")


def what_is_wrong_is_said(house):
    config = house.small("wrong", house.address("wrong"))
    folder = house.place("wrong")
    one = write_reports(folder + "/one.csv", 1, 300)
    house.refused("baas", 2, "no database yet", "--config", config, "status")
    house.good("baas", "--config", config, "--quiet", "import", one, "--source", "een")
    empty = os.path.join(folder, "empty")
    with open(empty, "w", encoding="ascii"):
        pass
    os.chmod(empty, 0o600)
    house.refused("baas", 1, "does not let you in", "--config", config, "status", PGPASSFILE=empty)
    house.refused("baas", 1, "does not let you in", "--config", config, "status", PGPASSWORD="mis")
    house.refused("baas", 1, "cannot be reached", "--config", config, "status", PGPORT="1")
    house.server.add_user("druk")
    house.server.sql("ALTER ROLE druk CONNECTION LIMIT 0")
    house.refused("druk", 1, "too many connections", "--config", config, "status")
    code, _, err = house.run("baas", "--db", "postgresql://baas:Geheim-1@/town?schema=wrong", "status")
    check(code == 0 and "holds a password" in err and "Geheim" not in err, "no word of a password in the address: " + err)
    house.good("baas", "--db", "postgresql://baas:Geheim-1@/town?schema=wrong", "--quiet", "density", "--out", folder + "/d.tif")
    check(house.server.sql("SELECT count(*) FROM wrong.run WHERE command LIKE '%Geheim%'") == ["0"], "a password is kept in the database")
    house.refused("baas", 2, "EPSG:28992", "--db", house.address("wrong"), "--config", write_ini(folder + "/utm.ini", "[project]\ncrs = EPSG:32631\n"), "status")
    other = write_ini(folder + "/other.ini", "[database]\nurl = %s\nkey_file = other.key\n" % house.address("wrong"))
    house.refused("baas", 3, "is another key", "--config", other, "import", write_reports(folder + "/two.csv", 2, 10), "--source", "twee")
    check(not os.path.exists(folder + "/other.key"), "a key of no use was left")
    house.server.sql("CREATE SCHEMA theirs; CREATE TABLE theirs.thing (a int)")
    house.refused("baas", 3, "tables of another program", "--db", house.address("theirs"), "init")
    before = house.server.sql("SELECT md5(string_agg(r::text, ',' ORDER BY id)) FROM wrong.report r")
    house.server.sql("UPDATE wrong.property SET value = '99' WHERE name = 'layout'")
    for words in (["status"], ["import", one], ["density", "--out", folder + "/d.tif"]):
        house.refused("baas", 3, "newer Brandpunt", "--config", config, *words)
    house.server.sql("UPDATE wrong.property SET value = '0' WHERE name = 'layout'")
    house.refused("baas", 3, "cannot be brought up to date", "--config", config, "import", one)
    # An older layout: its owner brings it up to date, a colleague is told who can.
    house.server.sql("UPDATE wrong.property SET value = '1' WHERE name = 'layout'; DROP TRIGGER keep_rows ON wrong.ledger; DROP TABLE wrong.ledger_output, wrong.audit;"
                     " CREATE TABLE wrong.audit (id bigint);"
                     " ALTER TABLE wrong.ledger DROP COLUMN selection, DROP COLUMN grid, DROP COLUMN smallest, DROP COLUMN figures")
    house.server.add_user("jonger")
    house.server.sql("GRANT USAGE ON SCHEMA wrong TO jonger; GRANT ALL ON ALL TABLES IN SCHEMA wrong TO jonger")
    house.refused("jonger", 3, "let its owner run `brandpunt init`", "--config", config, "import", one)
    house.good("baas", "--config", config, "--quiet", "init")
    house.good("baas", "--config", config, "audit", "verify")
    check(house.server.sql("SELECT count(*) FROM pg_trigger WHERE tgname = 'keep_rows' AND tgrelid::regclass::text LIKE 'wrong.ledger%'") == ["2"], "the ledger is not kept")
    house.server.sql("GRANT ALL ON ALL TABLES IN SCHEMA wrong TO jonger")
    house.good("jonger", "--config", config, "--quiet", "import", one, "--source", "een")
    check(before == house.server.sql("SELECT md5(string_agg(r::text, ',' ORDER BY id)) FROM wrong.report r"), "reports were touched")


def write_ini(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def municipalities_know_nothing_of_each_other(house):
    folder = house.place("municipalities")
    text = "[database]\nurl = %s\nkey_file = {municipality}.key\n[output]\nfolder = out/{municipality}\n" % house.address("{municipality}")
    config = write_ini(folder + "/all.ini", text)
    for code, count in (("GM0001", 200), ("GM0002", 300)):
        path = write_reports("%s/%s.csv" % (folder, code), int(code[-1]), count)
        house.good("baas", "--config", config, "--municipality", code, "--quiet", "import", path)
        told = json.loads(house.good("baas", "--config", config, "--json", "status", "--municipality=" + code))
        check([row["reports"] for row in told["sources"]] == [count], "%s: %s" % (code, told["sources"]))
        check(os.path.exists("%s/%s.key" % (folder, code)), code + " has no key of its own")
    house.refused("baas", 2, "--municipality CODE", "--config", config, "status")
    house.refused("baas", 2, "no code of a municipality", "--config", config, "--municipality", "../x", "status")
    shared = write_ini(folder + "/shared.ini", text.replace("{municipality}.key", "one.key"))
    house.refused("baas", 2, "key_file", "--config", shared, "--municipality", "GM0001", "status")
    with_own = write_ini(folder + "/own.ini", text + "[project]\nmunicipalities = each\n")
    os.makedirs(folder + "/each", exist_ok=True)
    write_ini(folder + "/each/GM0001.ini", "[project]\nname = Eerste\n")
    check("name = Eerste" in house.good("baas", "--config", with_own, "--municipality", "GM0001", "config", "show"), "GM0001.ini is not read")
    house.refused("baas", 2, "GM0003.ini", "--config", with_own, "--municipality", "GM0003", "config", "show")


TESTS = [the_same_as_a_file_to_the_byte, everybody_does_what_his_role_may, two_import_and_five_read_at_once, the_server_goes_away, what_is_wrong_is_said,
         municipalities_know_nothing_of_each_other]


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the server goes too
    house = House(sys.argv[1])
    passed = failed = 0
    try:
        for test in TESTS:
            if len(sys.argv) > 2 and test.__name__ not in sys.argv[2:]:
                continue
            try:
                test(house)
                passed += 1
            except (Wrong, RuntimeError) as error:
                failed += 1
                print("FAILED  %s: %s" % (test.__name__, error), flush=True)
    finally:
        house.close()
    print("postgis: %d passed, %d failed" % (passed, failed))
    return 1 if failed > 0 or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
