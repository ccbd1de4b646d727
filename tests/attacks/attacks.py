#!/usr/bin/env python3
"""Tries to find reports back from what partners and the public get; the same attacks on what stays inside must succeed.

usage: PROGRAM=build/release/brandpunt attacks.py [NAME]      NAME: surface, one_more, nested, one_reporter, canaries, purge

Prints what was measured and the limit, a line per attack; the last line counts. Needs Python 3, gdal-bin and poppler-utils.
"""

import csv
import gzip
import json
import math
import os
import random
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib

import recover
import search

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.abspath(os.environ.get("PROGRAM", os.path.join(TOP, "build/release/brandpunt")))
AUDIENCES = {"partner": (250, 5), "publiek": (500, 10)}
LAYER_FORMATS = ("gpkg", "geojson", "fgb", "mbtiles", "csv", "xlsx", "ods", "json")
BANDWIDTH_M = 200
passed = failed = 0


def judge(what, measured, ok, limit):
    global passed, failed
    passed, failed = passed + ok, failed + (not ok)
    print("%s  %s: %s (limit: %s)" % ("ok   " if ok else "WRONG", what, measured, limit), flush=True)


class Town:
    """A database with the layers of the example town, and reports of our own."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder)
        with open(self.path("town.ini"), "w") as file:
            file.write("[project]\nname = Proef\nlanguage = nl\n[database]\npath = %s\nkey_file = %s\n[output]\nfolder = %s\n"
                       "[density]\nedge = none\nunit = per_km2\n" % (self.path("town.sqlite"), self.path("town.key"), self.path("result")))
            for name, role in (("gemeentegrens", "boundary"), ("buurten", "neighbourhood"), ("wijken", "neighbourhood")):
                file.write("[layer %s]\nfile = %s/fixtures/input/%s.shp\nrole = %s\n" % (name, TOP, name, role))
        for name, role in (("gemeentegrens", "boundary"), ("buurten", "neighbourhood"), ("wijken", "neighbourhood")):
            self.must("layer", "add", "%s/fixtures/input/%s.shp" % (TOP, name), "--role", role)
        self.files = 0

    def path(self, name):
        return os.path.join(self.folder, name)

    def call(self, *words):
        return subprocess.run([PROGRAM, "--config", self.path("town.ini"), "--quiet", *words], capture_output=True, text=True, cwd=self.folder)

    def must(self, *words):
        done = self.call(*words)
        if done.returncode != 0:
            sys.exit("attacks: %s\n%s" % (" ".join(words), done.stderr))
        return done

    def load(self, rows):
        """rows: (x, y, day, reporter[, number, story])."""
        self.files += 1
        name = self.path("reports%d.csv" % self.files)
        with open(name, "w") as file:
            file.write("Meldnummer;Datum voorval;Tijd van;Categorie;X;Y;Melder;Toelichting;Doelgroep\n")
            for i, row in enumerate(rows):
                x, y, day, reporter, number, story = (*row, None, None)[:6] if len(row) < 6 else row
                file.write("%s;%s;21:15;naroepen;%s;%s;%s;%s;vrouwen\n" % (number or "F%dR%d" % (self.files, i), day, ("%.2f" % x).replace(".", ","),
                                                                  ("%.2f" % y).replace(".", ","), reporter, story or ""))
        self.must("import", "--source", "meldpunt", "--regime", "avg", "--purpose", "proef", "--retention", "5y", name)

    def squares(self, audience, name, *period):
        """The squares that are shown: (west, south, side, reporters)."""
        self.must("export", "--audience", audience, "--out", self.path(name + ".json"), *period)
        self.must("export", "--audience", audience, "--out", self.path(name + ".tif"), *period)
        with open(self.path(name + ".json")) as file:
            about = json.load(file)
        middle = {c["class"]: round((c["reporters_from"] + c["reporters_to"]) / 2) for c in about["classes"]}
        (west, north, side, _), columns, _, values = search.raster(self.path(name + ".tif"))
        return [(west + i % columns * side, north - (i // columns + 1) * side, side, middle[round(v)]) for i, v in enumerate(values) if not math.isnan(v)]

    def surface(self, name, *options):
        """The density that stays inside."""
        self.must("density", "--weights", "raw", "--bandwidth", str(BANDWIDTH_M), "--cell", "25", "--out", self.path(name + ".tif"), *options)
        (west, north, cell, _), columns, rows, values = search.raster(self.path(name + ".tif"))
        upward = [0.0 if math.isnan(v) else v / 1e6 for r in range(rows - 1, -1, -1) for v in values[r * columns: (r + 1) * columns]]
        return recover.Surface(west, north - rows * cell, cell, columns, rows, upward)


def places(rng, count):
    """Around some busy spots and anywhere in the town's middle, to the centimetre."""
    spots = [(152540.37, 442210.81), (152310.12, 442870.55), (153120.9, 441690.2)]
    result = []
    for _ in range(count):
        if rng.random() < 0.7:
            x, y = rng.choice(spots)
            x, y = x + rng.gauss(0, 130), y + rng.gauss(0, 130)
        else:
            x, y = rng.uniform(151400, 153900), rng.uniform(441200, 443800)
        result.append((round(x, 2), round(y, 2)))
    return result


YEAR = ("--from", "2024-01-01", "--to", "2024-12-31")
YEAR_AFTER = ("--from", "2025-01-01", "--to", "2025-12-31")


def smooth(squares):
    """The surface that can be made of a publication: the kernel around the middle of every square."""
    surface = recover.Surface(150000, 440000, 50, 100, 110, [0.0] * 11000)
    for west, south, side, count in squares:
        surface.add(west + side / 2, south + side / 2, side, count)
    return surface


def steered(squares, rng):
    """As many guesses as each square has, where in it the surface is high: towards its busier neighbours."""
    surface, guessed = smooth(squares), []
    for west, south, side, count in squares:
        tries = [(west + side * rng.random(), south + side * rng.random()) for _ in range(6 * count)]
        heights = [max(1e-12, surface.values[int((y - surface.south) // 50) * surface.columns + int((x - surface.west) // 50)]) for x, y in tries]
        guessed += rng.choices(tries, heights, k=count)
    return guessed


def attack_surface(folder):
    rng = random.Random(20261)
    for count in (1, 30, 100, 300):
        true = places(rng, count)
        town = Town(os.path.join(folder, "surface%d" % count))
        # A map of one report alone is refused inside; among 29 far away it is alone all the same.
        far = [(151400.5 + i % 10 * 210, 444250.25 + i // 10 * 210) for i in range(29)] if count == 1 else []
        town.load([(x, y, "01-03-2024", "m%d" % i) for i, (x, y) in enumerate(true)])
        shown = {audience: town.squares(audience, audience, *YEAR) for audience in AUDIENCES}
        for audience, squares in shown.items():
            side, smallest = AUDIENCES[audience]
            guessed = recover.recover(smooth(squares), sum(s[3] for s in squares), side, sweeps=2)
            share, level = recover.hits(true, guessed), recover.random_level(true, squares)
            towards = sum(recover.hits(true, steered(squares, random.Random(draw))) for draw in range(60)) / 60
            judge("surface, %d reports, %s: squares shown %d, within 25 m" % (count, audience, len(squares)),
                  "deconvolved %.1f %%, steered by the surface %.1f %%, at random %.1f %%" % (100 * share, 100 * towards, 100 * level),
                  max(share, towards) <= level + 0.02 and (count > 1 or not squares), "random + 2 points; nothing of one report")
        if far:
            town.load([(x, y, "01-03-2024", "v%d" % i) for i, (x, y) in enumerate(far)])
        guessed = recover.recover(town.surface("inside", *YEAR), count + len(far), BANDWIDTH_M)
        share = recover.hits(true, guessed)
        nearest = min(math.hypot(x - true[0][0], y - true[0][1]) for x, y in guessed)
        judge("surface, %d reports, intern" % count, "%.1f %% within 25 m%s" % (100 * share, ", the lone report to %.3f m" % nearest if count == 1 else ""),
              share >= 0.3 and (count > 1 or nearest < 1), "must succeed")


def quarters(count):
    for i in range(count):
        year, month = 2000 + i // 4, i % 4 * 3 + 1
        yield "%d-%02d-01" % (year, month), "%d-%02d-%02d" % (year, month + 2, 31 if month in (1, 10) else 30), "15-%02d-%d" % (month + 1, year)


def attack_one_more(folder):
    """n against n + 1: the same map before and after one report. A hundred periods, each with a report that comes late."""
    trials, inside_trials = 100, 10
    rng = random.Random(7)
    town = Town(os.path.join(folder, "one_more"))
    base, late = [], []
    for q, (_, _, day) in enumerate(quarters(trials)):
        base += [(x, y, day, "m%d-%d" % (q, i)) for i, (x, y) in enumerate(places(rng, 60))]
        late.append((*places(rng, 1)[0], day, "laat%d" % q))
    town.load(base)
    periods = [("--from", first, "--to", last) for first, last, _ in quarters(trials)]
    shown = 0
    for q, period in enumerate(periods):
        town.must("export", "--audience", "partner", "--out", town.path("p%d.csv" % q), *period)
        shown += b"shown" in open(town.path("p%d.csv" % q), "rb").read()
    before = [town.surface("before", *period) for period in periods[:inside_trials]]
    town.load(late)
    revealed = 0
    for q, period in enumerate(periods):
        done = town.call("export", "--audience", "partner", "--out", town.path("late.csv"), *period)
        revealed += done.returncode != 3 or os.path.exists(town.path("late.csv"))
    judge("n against n + 1, partner, %d trials (%d with squares to see)" % (trials, shown), "%d answered" % revealed, revealed == 0 and shown > trials / 2, "0")
    distance = []
    for q, period in enumerate(periods[:inside_trials]):
        after = town.surface("after", *period)
        after.values = [a - b for a, b in zip(after.values, before[q].values)]
        (x, y), = recover.recover(after, 1, BANDWIDTH_M)
        distance.append(math.hypot(x - late[q][0], y - late[q][1]))
    judge("n against n + 1, intern, %d trials" % inside_trials, "the late report to %.3f m at worst" % max(distance), max(distance) < 1, "must succeed")
    # Without the ledger the maps of partners would differ here and there: it is the ledger that keeps the report back.
    base = sqlite3.connect(town.path("town.sqlite"))
    base.execute("DELETE FROM ledger")
    base.commit()
    base.close()
    different, wiped_trials = 0, 50
    for q, period in enumerate(periods[:wiped_trials]):
        town.must("export", "--audience", "partner", "--out", town.path("late.csv"), *period)
        different += open(town.path("late.csv"), "rb").read() != open(town.path("p%d.csv" % q), "rb").read()
    judge("n against n + 1, partner, with the ledger wiped", "%d of %d maps changed" % (different, wiped_trials), different > 0, "must succeed")


def attack_nested(folder):
    """A wijk less a buurt in it, a long period less a short one, all less a group, and the other way round."""
    rng = random.Random(3)
    town = Town(os.path.join(folder, "nested"))
    town.load([(x, y, "%02d-%02d-2024" % (rng.randint(1, 28), rng.randint(1, 12)), "m%d" % i) for i, (x, y) in enumerate(places(rng, 400))])
    wholes = {"area": (("--area", "Centrum"), ("--area", "Binnenstad")), "period": (("--from", "2023-07-01"), ()), "category": ((), ("--category", "naroepen")),
              "group": ((), ("--group", "women")), "group per square and per wijk": (("--group", "women"), ("--group", "women"))}
    refused = {name: 0 for name in wholes}
    for first in AUDIENCES:
        for second in AUDIENCES:
            for name, (whole, part) in wholes.items():
                for turn in ((whole, part), (part, whole)):
                    if name == "group per square and per wijk" and first == second:
                        continue  # that is the same again
                    base = sqlite3.connect(town.path("town.sqlite"))
                    base.execute("DELETE FROM ledger")
                    base.commit()
                    base.close()
                    if town.call("export", "--audience", first, "--out", town.path("first.csv"), *YEAR, *turn[0]).returncode != 0:
                        continue  # nothing to take away from
                    done = town.call("export", "--audience", second, "--out", town.path("second.csv"), *YEAR, *turn[1])
                    if done.returncode != 3 or os.path.exists(town.path("second.csv")):
                        judge("%s, %s after %s" % (name, second, first), "answered %s after %s" % (turn[1], turn[0]), False, "refused")
                        return
                    refused[name] += 1
    counts = []
    for area in ("Centrum", "Binnenstad"):
        counts.append(json.loads(town.must("--json", "map", "--area", area, "--out", town.path("inside.pdf"), *YEAR).stdout)["counts"]["counted"])
    judge("one in the other, both orders, both audiences, refused: %s" % ", ".join("%s %d" % item for item in refused.items()), "0 answered", all(n >= 2 for n in refused.values()), "0 answered")
    judge("nested areas, intern", "%d - %d = %d reports in the wijk and not in the buurt" % (*counts, counts[0] - counts[1]), counts[0] > counts[1] > 0, "must succeed")


def attack_one_reporter(folder):
    """Fifty reports of one person, alone in a square: it is not shown, and no square anywhere is shown that is not without them. (Some
    may be withheld more: of what is hidden in the town nobody may have made over half either.)"""
    rng = random.Random(5)
    rows = [(x, y, "01-03-2024", "m%d" % i) for i, (x, y) in enumerate(places(rng, 200))]
    loud = [(151220.5 + i % 7, 443420.25 + i % 5, "%02d-05-2024" % (1 + i % 28), "luid") for i in range(50)]
    with_it, without = Town(os.path.join(folder, "with")), Town(os.path.join(folder, "without"))
    with_it.load(rows)
    with_it.load(loud)
    without.load(rows)
    for town in (with_it, without):  # the year after, for what is published of a group: of the same year it would be refused
        town.load([(x, y, day.replace("2024", "2025"), who) for x, y, day, who in rows])
    with_it.load([(x, y, day.replace("2024", "2025"), who) for x, y, day, who in loud])
    for audience, (side, smallest) in AUDIENCES.items():
        squares, others = (town.squares(audience, audience, *YEAR) for town in (with_it, without))
        there = [s for s in squares if s[0] <= 151222 < s[0] + side and s[1] <= 443421 < s[1] + side]
        more = {s[:2] for s in squares} - {s[:2] for s in others}
        judge("one reporter with 50 reports, %s" % audience, "%d squares there, %d shown of %d without them, %d that are not" % (len(there), len(squares), len(others), len(more)),
              not there and not more and len(squares) > 0, "0 there, 0 that are not")
    # A group per wijk: the person's wijk is shown only when it is without him.
    wijken = []
    for town in (with_it, without):
        town.must("export", "--audience", "publiek", "--group", "women", "--out", town.path("wijken.csv"), *YEAR_AFTER)
        with open(town.path("wijken.csv"), encoding="utf-8-sig") as file:
            wijken.append({row["name"]: row["status"] for row in csv.DictReader(file, delimiter=";")})
    more = [name for name in wijken[0] if wijken[0][name] == "shown" and wijken[1][name] != "shown"]
    judge("one reporter with 50 reports, a group per wijk", "%d wijken shown, %d that are not without them" % (list(wijken[0].values()).count("shown"), len(more)),
          not more and "shown" in wijken[0].values(), "0 that are not")
    surface = with_it.surface("inside", *YEAR)
    peak = max((surface.values[i], x, y) for i, x, y in surface.cells_near(151223, 443422, 400))
    judge("one reporter with 50 reports, intern", "a peak %.0f m from it" % math.hypot(peak[1] - 151223.5, peak[2] - 443422.25), math.hypot(peak[1] - 151223.5, peak[2] - 443422.25) < 25, "must succeed")


def to_degrees(x, y):
    done = subprocess.run(["gdaltransform", "-s_srs", "EPSG:28992", "-t_srs", "EPSG:4326", "-output_xy"], input="%r %r\n" % (x, y), capture_output=True, text=True, check=True)
    return tuple(float(v) for v in done.stdout.split()[:2])


def plant(folder, canary):
    """Files that do hold the canary, one per way of hiding it: the search must find each."""
    os.makedirs(folder)
    place, word = canary["places"][0], canary["words"][0].encode()
    def put(name, data):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)
    put("text.csv", b"x;y\n%.2f;%.2f\n" % (place["x"], place["y"]))
    put("dutch.csv", ("x;y\n%.2f" % place["x"]).replace(".", ",").encode())
    put("degrees.geojson", b'{"coordinates": [%.15f, %.15f]}' % (place["lon"], place["lat"]))
    for order in "<>":
        put("double%d" % ord(order), b"abc" + struct.pack(order + "d", place["y"]))
        put("float%d" % ord(order), b"abc" + struct.pack(order + "f", place["x"]))
        put("degree%d" % ord(order), b"abc" + struct.pack(order + "d", place["lon"]))
    put("utf16le", canary["words"][0].encode("utf-16-le"))
    put("utf16be", b"\0" + canary["words"][0].encode("utf-16-be"))
    put("packed.pdf.bin", b"stream\n" + zlib.compress(b"(" + word + b") Tj") + b"\nendstream")
    chunk = lambda kind, body: struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    tail = chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    put("text.png", head + chunk(b"tEXt", b"Comment\0" + word) + tail)
    put("packed.png", head + chunk(b"zTXt", b"Comment\0\0" + zlib.compress(word)) + tail)
    pixels = zlib.compress(b"\0" + struct.pack("<d", place["x"]))
    put("pixels.png", head + chunk(b"IDAT", pixels[:9]) + chunk(b"IDAT", pixels[9:]) + chunk(b"IEND", b""))
    for name, freed in (("row.sqlite", False), ("freed.sqlite", True)):
        base = sqlite3.connect(os.path.join(folder, name))
        base.execute("PRAGMA secure_delete = OFF")
        base.execute("CREATE TABLE t (a, b, c)")
        base.execute("INSERT INTO t VALUES (?, ?, ?)", (place["x"] + 0.01, word.decode() if freed else None, zlib.compress(struct.pack("<d", place["y"]))))
        base.commit()
        if freed:
            base.execute("DROP TABLE t")
            base.commit()
        base.close()
    base = sqlite3.connect(os.path.join(folder, "journal.sqlite"))
    base.execute("PRAGMA journal_mode = WAL")
    base.execute("CREATE TABLE t (a)")
    base.execute("INSERT INTO t VALUES (?)", (word.decode(),))
    base.commit()
    shutil.copy(os.path.join(folder, "journal.sqlite-wal"), os.path.join(folder, "wal"))
    base.close()
    os.remove(os.path.join(folder, "journal.sqlite"))
    put("noted.csv.gz", gzip.compress(b"a story of " + word))
    row = '<row r="2"><c r="A2"><v>%s</v></c></row>'
    for name, cell in (("place.xlsx", "%.3f" % place["x"]), ("day.xlsx", "%d.99097" % canary["serials"][0])):
        with zipfile.ZipFile(os.path.join(folder, name), "w", zipfile.ZIP_DEFLATED) as book:
            book.writestr("xl/worksheets/sheet1.xml", "<sheetData>%s</sheetData>" % (row % cell))
    with zipfile.ZipFile(os.path.join(folder, "story.ods"), "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("content.xml", "<text:p>%s</text:p>" % word.decode())
    point = '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"v": %s}, "geometry": {"type": "Point", "coordinates": [%.9f, %.9f]}}]}'
    for source, name, value, at, options in (("a", "point.fgb", 1, (place["lon"], place["lat"]), ["-t_srs", "EPSG:28992", "-f", "FlatGeobuf"]),
                                             ("b", "point.mbtiles", 1, (place["lon"], place["lat"]), ["-f", "MVT", "-dsco", "MAXZOOM=14"]),
                                             ("c", "value.mbtiles", place["y"], (5.0, 52.0), ["-f", "MVT", "-dsco", "MAXZOOM=14"])):
        put(source + ".geojson", (point % (value, *at)).encode())
        subprocess.run(["ogr2ogr", *options, os.path.join(folder, name), os.path.join(folder, source + ".geojson")], check=True, stderr=subprocess.DEVNULL)
        os.remove(os.path.join(folder, source + ".geojson"))
    put("grid.asc", b"ncols 2\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 1\n%.2f 0\n" % place["x"])
    subprocess.run(["gdal_translate", "-q", "-of", "COG", "-ot", "Float32", "-co", "COMPRESS=DEFLATE", "-co", "PREDICTOR=YES", os.path.join(folder, "grid.asc"),
                    os.path.join(folder, "tile.tif")], check=True, stderr=subprocess.DEVNULL)
    os.remove(os.path.join(folder, "grid.asc"))


def files_under(folder):
    return sorted(os.path.join(where, name) for where, _, names in os.walk(folder) for name in names)


def attack_canaries(folder):
    rng = random.Random(9)
    crowd = [(x, y, "01-03-2024", "m%d" % i) for i, (x, y) in enumerate(places(rng, 1311))]
    # One in the crowd, whose square is shown, and one alone, whose square is not.
    coordinates = [(152537.31, 442291.74), (150987.63, 443717.42)]
    canary = {"words": ["zwaluwzang", "Kanarievogel", "KAN-4711", "2024-07-19", "19-07-2024", "19 juli", "23:47"], "places": [], "serials": [45492]}
    for x, y in coordinates:
        lon, lat = to_degrees(x, y)
        canary["places"].append({"x": x, "y": y, "lon": lon, "lat": lat})
    needles = search.byte_needles(canary)
    planted = os.path.join(folder, "planted")
    plant(planted, canary)
    missed = [os.path.basename(path) for path in files_under(planted) if not search.found(path, canary, needles)]
    judge("canaries planted in %d files, a way of hiding each" % len(files_under(planted)), "not found: %s" % (", ".join(missed) or "none"), not missed, "all found")
    # In the second town what is published is of a group, per wijk.
    town, group_town = Town(os.path.join(folder, "canaries")), Town(os.path.join(folder, "canaries_of_a_group"))
    town.load(crowd)
    group_town.load(crowd)
    name = town.path("canaries.csv")
    with open(name, "w") as file:
        file.write("Meldnummer;Datum voorval;Tijd van;Categorie;X;Y;Melder;Toelichting;Doelgroep\n")
        for i, (x, y) in enumerate(coordinates):
            file.write("KAN-4711%d;19-07-2024;23:47;naroepen;%s;%s;zwaluwzang%d@example.org;Kanarievogel floot om 23:47;vrouwen\n" % (i, ("%.2f" % x).replace(".", ","), ("%.2f" % y).replace(".", ","), i))
    town.must("import", "--source", "meldpunt", name)
    group_town.must("import", "--source", "meldpunt", name)
    artefacts, spoken = os.path.join(folder, "artefacts"), ""
    os.makedirs(artefacts)
    for audience, of, choice, kind in [(audience, town, YEAR, audience) for audience in AUDIENCES] + [("publiek", group_town, (*YEAR, "--group", "women"), "group")]:
        place = os.path.join(artefacts, kind)
        os.makedirs(place)
        outs = [("map", "map.pdf"), ("map", "map.svg"), ("map", "map.png"), ("density", "density.tif")]
        outs += [("areas", "areas." + e) for e in LAYER_FORMATS] + [("export", "all." + e) for e in LAYER_FORMATS + ("tif",)]
        for command, out in outs:
            done = of.must(command, "--audience", audience, "--out", os.path.join(place, out), *choice)
            spoken += done.stdout + done.stderr
        spoken += of.must("--json", "map", "--audience", audience, "--out", os.path.join(place, "map.pdf"), *choice).stdout
        of.must("run", "--audience", audience, *choice)
        shutil.copytree(of.path("result/" + audience), os.path.join(place, "run"))
    with open(os.path.join(artefacts, "spoken.txt"), "w") as file:
        file.write(spoken)
    paths = files_under(artefacts)
    expected = {"map.pdf", "map.svg", "map.png", "density.tif", "all.tif", "areas.csv", "result.gpkg", "run.json", "spoken.txt"}
    expected |= {"%s.%s" % (name, e) for name in ("areas", "all") for e in LAYER_FORMATS}
    beside = sorted({os.path.basename(path) for path in paths} - expected)
    judge("files beside the publications", ", ".join(beside) or "none", not beside, "none")
    traces = [(os.path.relpath(path, artefacts), *trace) for path in paths for trace in search.found(path, canary, needles)]
    judge("canaries in %d files for partners and public, %d forms each" % (len(paths), len(needles)), "%d %s" % (len(traces), traces[:3] or ""), not traces, "0")
    # The number of reports, of reporters, and where the work was done.
    secret = {"words": ["town.sqlite", "town.key", town.folder, "reports1.csv", "canaries.csv", group_town.folder], "places": []}
    total = len(crowd) + len(coordinates)
    traces = [(os.path.relpath(path, artefacts), *trace) for path in paths for number in (total, len(crowd)) for trace in search.totals(path, number)]
    traces += [(os.path.relpath(path, artefacts), *trace) for path in paths if not path.endswith("spoken.txt") for trace in search.found(path, secret)]
    judge("totals and paths in the same files", "%d %s" % (len(traces), traces[:3] or ""), not traces, "0")
    town.must("map", "--out", town.path("inside.pdf"), *YEAR)
    inside = search.totals(town.path("inside.pdf"), total)
    held = search.found(town.path("town.sqlite"), canary, needles)
    forms = sorted({what for _, what in held})
    judge("the same search inside", "%d forms in the database, %d on the map" % (len(forms), len(inside)), len(forms) >= 4 and bool(inside), "must succeed")


def attack_purge(folder):
    """What was purged is looked for in every file of the database, in both ways in which SQLite keeps changes, in the audit and in the appendix."""
    rng = random.Random(11)
    crowd = [(x, y, "01-03-2024", "m%d" % i) for i, (x, y) in enumerate(places(rng, 400))]
    coordinates = [(152537.31, 442291.74), (150987.63, 443717.42)]
    canary = {"words": ["zwaluwzang", "KAN-4711", "2024-07-19", "19-07-2024", "23:47", "kanaries.csv"], "places": []}
    for x, y in coordinates:
        lon, lat = to_degrees(x, y)
        canary["places"].append({"x": x, "y": y, "lon": lon, "lat": lat})
    needles = search.byte_needles(canary)
    for mode in ("delete", "wal"):
        town = Town(os.path.join(folder, "purge_" + mode))
        town.load(crowd)
        name = town.path("kanaries.csv")
        with open(name, "w") as file:
            file.write("Meldnummer;Datum voorval;Tijd van;Categorie;X;Y;Melder\n")
            for i, (x, y) in enumerate(coordinates):
                file.write("KAN-4711%d;19-07-2024;23:47;zwaluwzang;%s;%s;kanarie%d\n" % (i, ("%.2f" % x).replace(".", ","), ("%.2f" % y).replace(".", ","), i))
        town.must("import", "--source", "apart", "--regime", "avg", "--purpose", "proef", "--retention", "5y", name)
        town.must("map", "--out", town.path("inside.pdf"), *YEAR)
        town.must("export", "--audience", "partner", "--out", town.path("partner.gpkg"), *YEAR)
        # Another program has it open, or the file with changes would be gone with the last that closes it; a process of its own, as
        # this one gives up every lock on a file that it closes.
        holder = "import sqlite3, sys; b = sqlite3.connect(sys.argv[1]); b.execute('PRAGMA journal_mode = ' + sys.argv[2]); b.execute('ANALYZE'); b.commit(); print('open', flush=True); sys.stdin.read()"
        other = subprocess.Popen([sys.executable, "-c", holder, town.path("town.sqlite"), mode], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        other.stdout.readline()

        def traces():
            files = [path for path in files_under(town.folder) if os.path.basename(path).startswith((".", "town.sqlite"))]
            return sorted({what for path in files for _, what in search.found(path, canary, needles)}), len(files)

        before, _ = traces()
        town.must("purge", "--source", "apart")
        after, files = traces()
        other.communicate()
        town.must("dpia", "--out", town.path("town.sqlite.appendix.md"))
        town.must("dpia", "--out", town.path("town.sqlite.appendix.html"))
        with open(town.path("town.sqlite.audit.txt"), "w") as file:
            file.write(town.must("audit").stdout + town.must("--json", "audit").stdout + town.must("status").stdout)
        told, more = traces()
        judge("purge, journal mode %s, before" % mode, "%d forms in the files" % len(before), len(before) >= 4, "must succeed")
        judge("purge, journal mode %s: %d forms in %d files" % (mode, len(needles), files), "%d %s" % (len(after), after[:3] or ""), not after, "0")
        judge("the same in audit, status and appendix, %d files" % more, "%d %s" % (len(told), told[:3] or ""), not told, "0")


def main():
    attacks = {"surface": attack_surface, "one_more": attack_one_more, "nested": attack_nested, "one_reporter": attack_one_reporter, "canaries": attack_canaries,
               "purge": attack_purge}
    only = sys.argv[1:] or list(attacks)
    for tool in ("gdal_translate", "gdaltransform", "ogr2ogr", "pdftotext"):
        if shutil.which(tool) is None:
            sys.exit("attacks: %s is not installed" % tool)
    with tempfile.TemporaryDirectory(prefix="brandpunt-attacks.") as folder:
        for name in only:
            attacks[name](folder)
    print("attacks: %d passed, %d failed" % (passed, failed))
    sys.exit(failed > 0 or passed == 0)


if __name__ == "__main__":
    main()
