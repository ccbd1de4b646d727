#!/usr/bin/env python3
"""Gives the program files, names and places that someone made to harm it.

usage: PROGRAM=build/release/brandpunt hostile.py [WORD...]      only the trials whose name holds the words

Each trial must end by itself with 0 to 3 and at most one sentence, within 10 s of processor time and 512 MB in any process, with no control sign on the screen, no file
outside its folder, and nothing asked of the network: no such system call where strace is installed, and nobody at a listener on this computer,
to which all the addresses in the files lead. Prints a line for each; the last line counts.
"""

import concurrent.futures
import glob
import itertools
import os
import re
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading

import corpus
from corpus import write

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.abspath(os.environ.get("PROGRAM", os.path.join(TOP, "build/release/brandpunt")))
SECONDS, MEGABYTES, WAITED = 10, 512, 180
YEAR = ["--from", "2023-01-01", "--to", "2024-12-31"]
STRACE = shutil.which("strace")
SANITIZED = b"__asan_init" in open(PROGRAM, "rb").read()


class Listener(threading.Thread):
    """Counts who calls."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port, self.calls = self.socket.getsockname()[1], 0
        self.start()

    def run(self):
        while True:
            line, _ = self.socket.accept()
            self.calls += 1
            line.close()


class Bench:
    def __init__(self, folder, only):
        self.folder, self.only, self.listener = folder, only, Listener()
        self.url = "http://127.0.0.1:%d/" % self.listener.port
        self.passed = self.failed = 0
        self.worst_s = self.worst_mb = 0.0
        self.trials, self.waiting, self.numbers = 0, [], itertools.count()
        self.lock = threading.Lock()
        self.workers = concurrent.futures.ThreadPoolExecutor(os.cpu_count())
        self.town = os.path.join(folder, "town")
        os.makedirs(self.town)
        self.settings = ("[project]\nname = Proef\nlanguage = en\n[database]\npath = town.sqlite\nkey_file = town.key\n[output]\nfolder = result\n[density]\nedge = none\n")
        write(os.path.join(self.town, "town.ini"), self.settings)
        self.must("layer", "add", TOP + "/fixtures/input/gemeentegrens.shp", "--role", "boundary")
        self.must("layer", "add", TOP + "/fixtures/input/straten.shp", "--role", "street")
        self.must("import", TOP + "/fixtures/input/meldpunt.csv", "--regime", "avg", "--purpose", "proef", "--retention", "5y")

    def must(self, *words):
        subprocess.run([PROGRAM, "--config", "town.ini", "--quiet", *words], cwd=self.town, check=True)

    def measure(self, command, place):
        """Runs it; returns what it said, its status, seconds on a processor, megabytes of the largest process, and its network calls."""
        trace, said_path = place + "/../trace", place + "/../said"
        traced = [STRACE, "-f", "-qq", "-e", "trace=%network", "-e", "signal=none", "-o", trace] if STRACE else []
        with open(said_path, "w+b") as said:
            process = subprocess.Popen(traced + command, cwd=place, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True)
            watch = threading.Timer(WAITED, lambda: os.killpg(process.pid, signal.SIGKILL))
            watch.start()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            watch.cancel()
            said.seek(0)
            words = said.read()
        calls = [line for line in open(trace, errors="replace") if re.match(r"\d+ +\w+\(", line)] if traced else []
        return words, process.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, calls

    def place(self, name):
        around = os.path.join(self.folder, "%d" % next(self.numbers))
        os.mkdir(around)
        place = shutil.copytree(self.town, around + "/town")
        write(around + "/precious", "precious")
        os.symlink("../precious", place + "/link")
        return place

    def trial(self, name, words, make=None, settings="", look=None, refused=None, shell=None):
        """make(place) makes the files; look(place, said) returns what is wrong; refused: whether it must be (None: either)."""
        if self.only in name:
            self.waiting.append((name, self.workers.submit(self.try_it, name, words, make, settings, look, refused, shell)))

    def try_it(self, name, words, make, settings, look, refused, shell):
        place = self.place(name)
        if make:
            make(place)
        write(place + "/town.ini", self.settings + settings)
        called = self.listener.calls
        command = [PROGRAM, "--config", "town.ini", "--lang", "en", *words]
        if shell:
            command = ["sh", "-c", shell + "\nexec \"$@\"", "sh"] + command
        said, status, seconds, megabytes, calls = self.measure(command, place)
        wrong, text = [], said.decode("utf-8", "replace")
        stopped = [line for line in calls if "ENOSYS" in line]
        if status not in (0, 1, 2, 3):
            wrong.append("status %d" % status)
        if refused is not None and refused != (status != 0):
            wrong.append("status %d" % status)
        if status != 0 and (len([line for line in text.splitlines() if line.startswith("brandpunt: ")]) != 1 or len(text) > 1000):
            wrong.append("no single sentence")
        if seconds > SECONDS and not SANITIZED:
            wrong.append("%.0f s" % seconds)
        if megabytes > MEGABYTES and not SANITIZED:
            wrong.append("%.0f MB" % megabytes)
        if len(calls) > len(stopped) or self.listener.calls > called:
            wrong.append("network: %s" % (calls[:1] or "called"))
        if re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text):
            wrong.append("control signs on the screen")
        if open(place + "/../precious").read() != "precious":
            wrong.append("a file outside was changed")
        beside = set(os.listdir(place + "/..")) - {"town", "precious", "trace", "said"}
        if beside or os.path.exists("/tmp/brandpunt-escaped"):
            wrong.append("files outside: %s" % beside)
        if "root:" in text:
            wrong.append("a file that is not its own was read")
        left = [path for path in glob.glob(place + "/.*") if os.path.isfile(path) and not os.path.islink(path)]
        if left:
            wrong.append("left: %s" % left)
        if look:
            wrong += filter(None, [look(place, text)])
        shutil.rmtree(os.path.dirname(place))
        return wrong, seconds, megabytes, ("refused" if status else "harmless") + ("; asked for the network, and was stopped" if stopped else ""), text

    def tell(self):
        for name, trial in self.waiting:
            wrong, seconds, megabytes, end, text = trial.result()
            self.judge(name, not wrong, "%5.1f s %4.0f MB  %s" % (seconds, megabytes, "; ".join(wrong) or end), text if wrong else "")
            self.worst_s, self.worst_mb, self.trials = max(self.worst_s, seconds), max(self.worst_mb, megabytes), self.trials + 1
        self.waiting = []

    def judge(self, name, ok, what, text=""):
        self.passed, self.failed = self.passed + ok, self.failed + (not ok)
        print("%s  %-52s %s" % ("ok   " if ok else "WRONG", name, what), flush=True)
        if text:
            print("       " + text[:700].replace("\n", "\n       "))

    # ---- the trials ----

    def reports(self, name, file, make, **more):
        self.trial(name + ", import", ["--quiet", "import", file], make, **more)

    def read(self, name, file, make, **more):
        """As reports and as a layer."""
        self.reports(name, file, make, **more)
        self.trial(name + ", layer", ["--quiet", "layer", "add", file, "--role", "street", "--name", "proef"], make, **more)

    def map(self, name, make, settings, **more):
        self.trial(name, ["--quiet", "map", "--out", "m.png", *YEAR], make, settings, **more)


def names_of_no_file(bench):
    url = bench.url
    for name in ("/vsicurl/%sa.geojson" % url, "/vsicurl_streaming/%sa.shp" % url, url + "a.csv", url + "a.geojson", "/vsizip/a.zip/a.shp", "/vsistdin/", "/vsimem/a.geojson", "/vsis3/b/a.csv", "PG:host=127.0.0.1 port=%d" % bench.listener.port,
                 "WFS:" + url, "GPKG:a.gpkg:werk", "OGR_VRT:a", "/vsicached?file=/vsicurl/%sa.dxf" % url):
        bench.read("name " + name.replace(url, "URL/"), name, None, refused=True)
        bench.trial("check " + name.replace(url, "URL/"), ["--quiet", "check", name, "--out", "c.json", *YEAR], refused=True)
    for key, section in (("file", "basemap"), ("logo", "style")):
        for name in ("/vsicurl/%sa.png" % url, url + "a.png", "/vsizip//etc/a.zip/a.tif", "/dev/zero", "/dev/random", "."):
            bench.map("[%s] %s = %s" % (section, key, name.replace(url, "URL/")), None, "[%s]\n%s = %s\n" % (section, key, name), refused=True)
    bench.map("[basemap] crs = URL", lambda place: (corpus.png(place + "/b.png", 16), write(place + "/b.pgw", "300\n0\n0\n-300\n150000\n445000\n")), "[basemap]\nfile = b.png\ncrs = %scrs\n" % url)
    for file in ("[layer proef]\nfile = /vsicurl/%sa.shp\nrole = street\n", "[reports proef]\nfile = /vsicurl/%sa.geojson\n"):
        bench.trial("run with " + file.split("]")[0] + "] file = /vsicurl", ["--quiet", "run"], None, file % url, refused=True)
    for words in (["layer", "add", "a.geojson", "--role", "street", "--crs", url + "crs"], ["check", "a.geojson", "--out", "c.json", "--crs", "/vsicurl/%scrs" % url]):
        bench.trial("%s --crs URL" % words[0], ["--quiet", *words], lambda place: write(place + "/a.geojson", corpus.collection([corpus.feature({"type": "Point", "coordinates": [152500, 442500]}, {"naam": "a"})])))
    bench.trial("[project] crs = URL", ["--quiet", "density", "--out", "d.tif"], None, "[project]\ncrs = %scrs\n" % url, refused=True)


def clothes(bench):
    vrt = '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/vsicurl/%sa.geojson</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>' % bench.url
    for ending in ("csv", "shp", "geojson", "json", "gpkg", "dxf", "xlsx", "ods", "fgb", "vrt", "gml", "kml", "mbtiles"):
        bench.read("VRT as ." + ending, "a." + ending, lambda place, ending=ending: write(place + "/a." + ending, vrt), refused=True)
    raster = '<VRTDataset rasterXSize="9" rasterYSize="9"><VRTRasterBand dataType="Byte" band="1"><SimpleSource><SourceFilename>/vsicurl/%sa.tif</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>' % bench.url
    for ending in ("tif", "png", "vrt", "mbtiles"):
        bench.map("VRT as base map ." + ending, lambda place, ending=ending: write(place + "/b." + ending, raster), "[basemap]\nfile = b.%s\n" % ending, refused=True)
    bench.map("WMTS description without network = yes", lambda place: write(place + "/b.xml", "<GDAL_WMTS><GetCapabilitiesUrl>%s</GetCapabilitiesUrl></GDAL_WMTS>" % bench.url), "[basemap]\nfile = b.xml\n", refused=True)
    for ending, content in (("gml", corpus.LAUGHS + "<gml>&l11;</gml>"), ("kml", corpus.thing("file:///etc/passwd") + "<kml>&secret;</kml>"), ("xml", corpus.LAUGHS + "<x>&l11;</x>")):
        bench.read("entities in ." + ending, "a." + ending, lambda place, ending=ending, content=content: write(place + "/a." + ending, content), refused=True)
    point = corpus.feature({"type": "Point", "coordinates": [152500, 442500]}, {"datum": "2024-02-01", "categorie": "bedreiging"})
    for kind in ("link", "url", "OGC", "name"):
        crs = {"type": kind, "properties": {"href": bench.url + "crs", "url": bench.url + "crs", "type": "ogcwkt", "name": bench.url + "crs", "urn": bench.url}}
        bench.read("GeoJSON whose system is a URL (%s)" % kind, "a.geojson", lambda place, crs=crs: write(place + "/a.geojson", corpus.collection([point], crs)))
    for text in (bench.url + "crs", "/vsicurl/%scrs" % bench.url, "+init=%scrs" % bench.url, 'PROJCS["' + "[" * 100000):
        bench.read(".prj with %s" % text[:12], "a.shp", lambda place, text=text: corpus.shapefile(place, "a", b"", b"", corpus.dbf(0, rows=b""), text))


def databases(bench):
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fid, %s FROM n" % corpus.COLUMNS
    deep = ["CREATE VIEW v0 AS SELECT * FROM klein"] + ["CREATE VIEW v%d AS SELECT a.* FROM v%d a, v%d b" % (i, i - 1, i - 1) for i in range(1, 12)] + ["CREATE VIEW werk AS SELECT * FROM v11"]
    kinds = {
        "endless view": dict(statements=corpus.view(endless)),
        "endless view, not named recursive": dict(statements=corpus.view(endless.replace("RECURSIVE ", ""))),
        "view of a trillion rows": dict(statements=corpus.view("SELECT a.* FROM klein a, klein b, klein c, klein d")),
        "view of a trillion rows that match nothing": dict(statements=corpus.view("SELECT a.* FROM klein a, klein b, klein c, klein d WHERE a.x + b.x + c.x + d.x < 0")),
        "views in views": dict(statements=deep),
        "view of a gigabyte": dict(statements=corpus.view("SELECT fid, datum, x, y, hex(zeroblob(900000000)) AS categorie FROM klein")),
        "view that reads a file": dict(schema=[("view", "werk", "CREATE VIEW werk AS SELECT 1 AS fid, readfile('/etc/passwd') AS categorie")]),
        "view that loads a library": dict(schema=[("view", "werk", "CREATE VIEW werk AS SELECT load_extension('/tmp/a.so') AS categorie")]),
        "view that loads, in quotes": dict(schema=[("view", "werk", "CREATE VIEW werk AS SELECT \"load_extension\" ('/tmp/a.so') AS categorie")]),
        "trigger that writes a file": dict(schema=[("trigger", "t", "CREATE TRIGGER t AFTER INSERT ON klein BEGIN SELECT writefile('/tmp/brandpunt-escaped', 'x'); END")]),
        "virtual table of a text file": dict(schema=[("table", "werk", "CREATE VIRTUAL TABLE werk USING VirtualText('/etc/passwd', 'UTF-8', 0, POINT, NONE, ':')")]),
        "virtual table of OGR": dict(schema=[("table", "werk", "CREATE VIRTUAL TABLE werk USING VirtualOGR('/vsicurl/%sa.geojson')" % bench.url)]),
        "virtual table, with a comment between": dict(schema=[("table", "werk", "CREATE/**/VIRTUAL\nTABLE werk USING/* using rtree */VirtualShape('/etc/a', 'UTF-8', 28992)")]),
        "table whose default reads": dict(schema=[("table", "werk", "CREATE TABLE werk (fid INTEGER PRIMARY KEY, categorie TEXT GENERATED ALWAYS AS (readfile('/etc/passwd')))")]),
        "index on an expression that loads": dict(schema=[("index", "i", "CREATE INDEX i ON klein (load_extension('/tmp/a.so'))")]),
        "schema that is no SQL": dict(schema=[("table", "werk", "CREATE TABLE werk (" + "(" * 50000)]),
    }
    for name, kind in kinds.items():
        (bench.reports if "statements" in kind else bench.read)("GeoPackage: " + name, "a.gpkg", lambda place, kind=kind: corpus.geopackage(place + "/a.gpkg", **kind), refused=True)
    names = "'; DROP TABLE report; --"
    bench.read("GeoPackage: quotes in the name of a layer", "a.gpkg", lambda place: corpus.geopackage(place + "/a.gpkg", ['CREATE TABLE "%s" AS SELECT * FROM klein' % names], contents=names))
    tiles = "SELECT 1 AS id, 0 AS zoom_level, 0 AS tile_column, 0 AS tile_row, zeroblob(10) AS tile_data"
    for name, select in (("endless", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id, 9 AS zoom_level, i AS tile_column, 0 AS tile_row, '' AS tile_data FROM n"), ("a gigabyte", tiles.replace("zeroblob(10)", "zeroblob(990000000)"))):
        bench.map("base map GeoPackage: tiles from a view, " + name, lambda place, select=select: corpus.geopackage(place + "/b.gpkg", corpus.view(select), tiles=True), "[basemap]\nfile = b.gpkg\n", refused=True)

    def mbtiles(place):
        database = sqlite3.connect(place + "/b.mbtiles")
        database.executescript("CREATE TABLE metadata (name TEXT, value TEXT); INSERT INTO metadata VALUES ('format', 'png'), ('bounds', '5,51,6,52'), ('minzoom', '0'), ('maxzoom', '22');"
                               "CREATE VIEW tiles AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT 22 AS zoom_level, i AS tile_column, i AS tile_row, zeroblob(100) AS tile_data FROM n;")
        database.close()

    bench.map("base map MBTiles: tiles from an endless view", mbtiles, "[basemap]\nfile = b.mbtiles\n", refused=True)
    for name, change in (("page size 0", (16, b"\0\0")), ("a schema of 2 GB", (28, b"\xff\xff\xff\xff")), ("noise", (100, os.urandom(3000)))):
        def damaged(place, change=change):
            corpus.geopackage(place + "/a.gpkg")
            with open(place + "/a.gpkg", "r+b") as file:
                file.seek(change[0])
                file.write(change[1])
        bench.read("GeoPackage: " + name, "a.gpkg", damaged)


def sheets(bench):
    secret, web = corpus.thing("file:///etc/passwd"), corpus.thing(bench.url)
    row = corpus.sheet_row
    for name, make in (
            ("a zip of 2 GB", lambda place: corpus.xlsx(place + "/a.xlsx", sheet=corpus.packed_repeat((corpus.SHEET % ("", "|")).split("|")[0].encode() + corpus.HEADING.encode(), row("bedreiging").encode() * 200, 40000, b"</sheetData></worksheet>"))),
            ("a cell of 2 GB", lambda place: corpus.xlsx(place + "/a.xlsx", sheet=corpus.packed_repeat((SHEET_OPEN + corpus.HEADING + '<row r="2"><c r="A2" t="inlineStr"><is><t>').encode(), b"a" * 1000000, 2000, b"</t></is></c></row></sheetData></worksheet>"))),
            ("shared texts of 2 GB", lambda place: corpus.xlsx(place + "/a.xlsx", rows=row("a"), more=[("xl/sharedStrings.xml", corpus.packed_repeat(b'<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">', b"<si><t>aaaaaaaa</t></si>" * 40000, 2000, b"</sst>"))])),
            ("billion laughs", lambda place: corpus.xlsx(place + "/a.xlsx", corpus.LAUGHS, row("&l11;"))),
            ("an entity from a file", lambda place: corpus.xlsx(place + "/a.xlsx", secret, row("&secret;"))),
            ("an entity from a server", lambda place: corpus.xlsx(place + "/a.xlsx", web, row("&secret;"))),
            ("row 2,000,000,000", lambda place: corpus.xlsx(place + "/a.xlsx", rows=row("a").replace('r="2"', 'r="2000000000"'))),
            ("column ZZZZZZ", lambda place: corpus.xlsx(place + "/a.xlsx", rows=row("a").replace("D2", "ZZZZZZ2"))),
            ("nested 1,000,000 deep", lambda place: corpus.xlsx(place + "/a.xlsx", sheet=corpus.packed_repeat(SHEET_OPEN.encode(), b"<a>" * 1000, 1000, b""))),
            ("entries outside", lambda place: corpus.xlsx(place + "/a.xlsx", rows=row("a"), more=[("../../../tmp/brandpunt-escaped", "x"), ("/tmp/brandpunt-escaped", "x")]))):
        bench.read("XLSX: " + name, "a.xlsx", make)
    heading = corpus.ods_row("datum", "x", "y", "categorie")
    for name, doctype, rows in (
            ("billion laughs", corpus.LAUGHS, heading + corpus.ods_row("2024-02-01", "152500", "442500", "&l11;")),
            ("an entity from a file", secret, heading + corpus.ods_row("2024-02-01", "152500", "442500", "&secret;")),
            ("an entity from a server", web, heading + corpus.ods_row("2024-02-01", "152500", "442500", "&secret;")),
            ("a row 2,000,000,000 times", "", heading + corpus.ods_row("2024-02-01", "152500", "442500", "a").replace("<table:table-row", '<table:table-row table:number-rows-repeated="2000000000"')),
            ("a column 2,000,000,000 times", "", heading + corpus.ods_row("2024-02-01", "a").replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="2000000000"')),
            ("a formula in itself", "", heading + corpus.ods_row("2024-02-01").replace("<table:table-cell", '<table:table-cell table:formula="of:=SUM([.A1:.ZZ99999])"'))):
        bench.read("ODS: " + name, "a.ods", lambda place, doctype=doctype, rows=rows: corpus.ods(place + "/a.ods", doctype, rows))


SHEET_OPEN = (corpus.SHEET % ("", "|")).split("|")[0]


def shapes(bench):
    import struct
    index = struct.pack(">2i", 50, 10)
    point = struct.pack(">2i", 1, 10) + struct.pack("<i2d", 1, 152500, 442500)
    line = struct.pack(">2i", 1, 0x7FFFFFF0) + struct.pack("<i4d2i", 3, 0, 0, 1, 1, 0x7FFFFFFF, 0x7FFFFFFF)
    cases = {
        "a header of 4 GB": dict(shp=point, shx=index, dbf=corpus.dbf(1), size=0x7FFFFFFF),
        "an index of 4 GB": dict(shp=point, shx=struct.pack(">2i", 0x7FFFFFFF, 0x7FFFFFFF) * 3, dbf=corpus.dbf(1)),
        "a .dbf of 4,000,000,000 records": dict(shp=point, shx=index, dbf=corpus.dbf(0xFFFFFFFF)),
        "records of no bytes": dict(shp=point, shx=index, dbf=corpus.dbf(1, 0)),
        "records of 65,535 bytes": dict(shp=point, shx=index, dbf=corpus.dbf(100, 65535)),
        "2,000 fields": dict(shp=point, shx=index, dbf=corpus.dbf(1, 65535, [("F%d" % i, b"C", 255) for i in range(2000)])),
        "a line of 2,147,483,647 parts": dict(shp=line, shx=struct.pack(">2i", 50, 0x7FFFFFF0), dbf=corpus.dbf(1), kind=3),
        "not a number": dict(shp=struct.pack(">2i", 1, 10) + struct.pack("<i2d", 1, float("nan"), float("inf")), shx=index, dbf=corpus.dbf(1)),
    }
    for name, case in cases.items():
        bench.read("shapefile: " + name, "a.shp", lambda place, case=case: corpus.shapefile(place, "a", **case))

    def sparse(place):
        corpus.shapefile(place, "a", point, index, corpus.dbf(0x3FFFFFFF), size=0x7FFFFFFF)
        os.truncate(place + "/a.shp", 4 << 30)
        os.truncate(place + "/a.dbf", 11 << 30)
        os.remove(place + "/a.shx")

    bench.read("shapefile: 15 GB of holes, no index", "a.shp", sparse)

    def linked(place):
        corpus.shapefile(place, "a", point, index)
        os.symlink("/etc/passwd", place + "/a.dbf")
        os.symlink("/etc/passwd", place + "/a.cpg")

    bench.read("shapefile: .dbf is a link to /etc/passwd", "a.shp", linked)
    nested = {
        "arrays 100,000 deep": '{"type":"FeatureCollection","features":' + "[" * 100000,
        "objects 100,000 deep": '{"a":' * 100000,
        "properties 100,000 deep": '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":{"a":' + '{"a":' * 100000 + "1" + "}" * 100000 + "}}]}",
        "collections 100,000 deep": '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":' + '{"type":"GeometryCollection","geometries":[' * 100000,
        "collections 5,000 deep": '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":1},"geometry":' + '{"type":"GeometryCollection","geometries":[' * 5000 + '{"type":"Point","coordinates":[152500,442500]}' + "]}" * 5000 + "}]}",
        "a number of 1,000,000 figures": '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"x":' + "9" * 1000000 + '},"geometry":null}]}',
        "100,000 fields": '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":{' + ",".join('"f%d":1' % i for i in range(100000)) + "}}]}",
        "a star of 20,000 crossing edges": corpus.collection([corpus.feature({"type": "Polygon", "coordinates": [[[152500 + 100 * ((i * 7919) % 1009), 442500 + 100 * ((i * 104729) % 1013)] for i in range(20000)] + [[152500, 442500]]]}, {"naam": "a"})]),
        "NUL and ESC": '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":{"a\\u0000b\\u001b[2J":"c\\u0000d\\u001b]0;x\\u0007"}}]}',
    }
    for name, content in nested.items():
        bench.read("GeoJSON: " + name, "a.geojson", lambda place, content=content: write(place + "/a.geojson", content))
    for name, content in (("2^40 lines by blocks in blocks", corpus.dxf_blocks(40, 2)), ("10^9 lines by blocks in blocks", corpus.dxf_blocks(9, 10)), ("a block 32,767 x 32,767 times", corpus.dxf_blocks(1, 2, 32767)),
                          ("a block in itself", corpus.dxf_blocks(2, 2).replace("B0", "B1")), ("a spline of 10^9 knots", "0\nSECTION\n2\nENTITIES\n0\nSPLINE\n8\nLAMP\n71\n3\n72\n1000000000\n73\n1000000000\n40\n0\n10\n1\n20\n1\n0\nENDSEC\n0\nEOF\n")):
        bench.trial("DXF: " + name + ", layer", ["--quiet", "layer", "add", "a.dxf", "--role", "street"], lambda place, content=content: write(place + "/a.dxf", content))
        bench.trial("DXF: " + name + ", check", ["--quiet", "check", "a.dxf", "--out", "c.json", *YEAR], lambda place, content=content: write(place + "/a.dxf", content))


def pictures(bench):
    base = "[basemap]\nfile = b.%s\ncrs = EPSG:28992\n"
    bench.map("base map: GeoTIFF of 2^31 pixels, one strip", lambda place: corpus.tiff(place + "/b.tif", 46341, 46341), base % "tif")
    bench.map("base map: GeoTIFF of 2^31 pixels, tiles, holes", lambda place: corpus.tiff(place + "/b.tif", 46080, 46592, 512), base % "tif")
    bench.map("base map: GeoTIFF of 10^12 pixels", lambda place: corpus.tiff(place + "/b.tif", 1000000, 1000000, 1024), base % "tif")
    bench.map("base map: GeoTIFF, tile of 2 GB", lambda place: corpus.tiff(place + "/b.tif", 65536, 65536, 46336), base % "tif")
    bench.map("base map: GeoTIFF whose directory points to itself", lambda place: corpus.tiff(place + "/b.tif", 100, 100, loop=True), base % "tif")
    bench.map("base map: PNG of 900,000,000 pixels", lambda place: (corpus.png(place + "/b.png", 30000), write(place + "/b.pgw", "0.2\n0\n0\n-0.2\n150000\n445000\n")), base % "png")
    bench.map("base map: a pipe", lambda place: os.mkfifo(place + "/b.tif"), base % "tif", refused=True)

    def link(place):
        os.symlink("/etc/passwd", place + "/b.tif")

    bench.map("base map: a link to /etc/passwd", link, base % "tif", refused=True)
    logo = "[style]\nlogo = logo.svg\n"

    def data_png(place):
        import base64
        packed = base64.b64encode(open(corpus.png(place + "/x.png", 30000), "rb").read()).decode()
        write(place + "/logo.svg", corpus.svg('<image width="100" height="50" xlink:href="data:image/png;base64,%s"/>' % packed))

    bench.map("logo: PNG of 900,000,000 pixels inside", data_png, logo)
    blur = '<filter id="f" x="-1e6" y="-1e6" width="1e7" height="1e7">%s</filter><rect width="100" height="50" filter="url(#f)"/>' % ('<feGaussianBlur stdDeviation="1e5"/><feMorphology operator="dilate" radius="1e5"/>' * 50)
    for name, content in (("billion laughs", corpus.svg("<text>&l11;</text>", corpus.LAUGHS)), ("an entity from a file", corpus.svg("<text y='20'>&secret;</text>", corpus.thing("file:///etc/passwd"))),
                          ("an entity from a server", corpus.svg("<text y='20'>&secret;</text>", corpus.thing(bench.url))), ("2^40 rectangles", corpus.svg_uses(41, 2)), ("a drawing in itself", corpus.svg('<g id="a"><use xlink:href="#a"/></g>')),
                          ("pictures from elsewhere", corpus.svg('<image width="9" height="9" xlink:href="%sa.png"/><image width="9" height="9" xlink:href="file:///etc/passwd"/><image width="9" height="9" xlink:href="/vsicurl/a.png"/>' % bench.url)),
                          ("style from elsewhere", corpus.svg('<style>@import url("%sa.css"); rect { fill: url(%sa.svg#x) }</style><rect width="9" height="9"/>' % (bench.url, bench.url))),
                          ("a program", corpus.svg("<script>alert(1)</script><rect width='9' height='9' onload='alert(1)'/>")), ("filters without end", corpus.svg(blur)), ("10^30 wide", corpus.svg("<rect width='9' height='9'/>", attributes='width="1e30" height="1e30"')),
                          ("100,000 deep", corpus.svg("<g>" * 100000 + "</g>" * 100000)), ("a pattern of 10^12 tiles", corpus.svg('<pattern id="p" width="1e-6" height="1e-6" patternUnits="userSpaceOnUse"><rect width="1" height="1"/></pattern><rect width="100" height="50" fill="url(#p)"/>'))):
        bench.map("logo: " + name, lambda place, content=content: write(place + "/logo.svg", content), logo)
    bench.map("logo: a pipe", lambda place: os.mkfifo(place + "/logo.svg"), logo, refused=True)


def outside(place):
    """What no output may hold, whatever the names were."""
    wrong = []
    for path in glob.glob(place + "/out/**", recursive=True):
        if not os.path.isfile(path):
            continue
        content = open(path, "rb").read()
        text = content.decode("utf-8", "replace")
        ending = path.rsplit(".", 1)[-1]
        if ending == "csv":
            import csv
            for row in csv.reader(text.lstrip("\ufeff").splitlines(), delimiter=";"):
                bad = [cell for cell in row if cell[:1] in "=+@\t\r" and cell or re.match(r"-[^0-9]|-[0-9.,]*[^0-9.,]", cell)]
                wrong += ["%s: formula %r" % (os.path.basename(path), cell) for cell in bad[:1]]
        if ending in ("html", "svg") and re.search(r"<script>alert|<img src=x|onerror=alert\(1\)>", text):
            wrong.append("%s: a program from a name" % os.path.basename(path))
        if ending == "ics" and re.search(r"^(SUMMARY:injected|END:VEVENT\r?\nBEGIN:VEVENT\r?\nSUMMARY:injected)", text, re.M):
            wrong.append("%s: an event from a name" % os.path.basename(path))
        if ending == "ics" and re.search("\x1b|\x07|\x9b", text):
            wrong.append("%s: control signs" % os.path.basename(path))
        if ending == "pdf" and re.search(rb"/S\s*/JavaScript(?!\))", content.replace(rb"\(", b"").replace(rb"(/JS (app.alert(1)) /S /JavaScript)", b"")):
            wrong.append("%s: a program from a name" % os.path.basename(path))
    return "; ".join(wrong)


def names(bench):
    def hostile_town(place):
        os.mkdir(place + "/out")
        with bench.lock:
            if not os.path.exists(bench.folder + "/nasty"):
                make_nasty(shutil.copytree(place, bench.folder + "/nasty", symlinks=True))
        shutil.copytree(bench.folder + "/nasty", place, symlinks=True, dirs_exist_ok=True, ignore=shutil.ignore_patterns("link"))

    def make_nasty(place):
        corpus.neighbourhoods(place + "/buurten.geojson", corpus.NASTY)
        rows = corpus.CSV_HEAD.strip() + ";straat;melder\n"
        for i in range(600):
            name = corpus.NASTY[i % len(corpus.NASTY)].replace('"', '""')
            rows += '%02d-%02d-2024;%d;%d;"%s";"%s";m%d\n' % (1 + i % 28, 1 + i % 12, 151600 + 400 * (i % 5) + i % 37, 441600 + 400 * (i // 5 % 5) + i % 41, name, name, i)
        write(place + "/meldingen.csv", rows)
        write(place + "/town.ini", bench.settings)
        for words in (["import", "meldingen.csv", "--source", "=1+1"], ["layer", "add", "buurten.geojson", "--role", "neighbourhood", "--name", "../../buurten'\""]):
            done = subprocess.run([PROGRAM, "--config", "town.ini", "--quiet", *words], cwd=place, capture_output=True)
            bench.judge("nasty names: made, " + words[0], done.returncode == 0, done.stderr.decode("utf-8", "replace")[:200])

    look = lambda place, said: outside(place)
    for name in corpus.NASTY:
        shown = repr(name)[1:24]
        write_one = lambda place, name=name: write(place + "/a.csv", corpus.CSV_HEAD + '01-02-2024;152500;442500;"%s"\n' % name.replace('"', '""'))
        bench.trial("category %s" % shown, ["import", "a.csv", "--source", "a", "--rejects", "r.csv"], write_one, look=look)
        if "\0" not in name:
            bench.trial("source %s" % shown, ["import", "a.csv", "--source", name], write_one)
    bench.trial("a column that is called ESC", ["import", "a.csv", "--source", "a"], lambda place: write(place + "/a.csv", "datum;x;y;categorie;\x1b[2J\x07\n01-02-2024;152500;442500;a;b\n"))
    bench.trial("a file that is called ESC", ["import", "\x1b[2J\u202e.csv"], lambda place: write(place + "/\x1b[2J\u202e.csv", "a;b\n1;2\n"))
    bench.trial("a setting that is ESC", ["--quiet", "config", "check"], None, "[\x1b[2J]\n\u202e = 1\n", refused=True)
    bench.trial("an option that is ESC", ["--\x1b[2J"], None, refused=True)
    bench.trial("NUL in a CSV", ["import", "a.csv"], lambda place: write(place + "/a.csv", corpus.CSV_HEAD.encode() + b"01-02-2024;152500;442500;a\0b\n"))
    bench.trial("ESC in a GeoJSON field and layer, check", ["check", "a.geojson", "--out", "c.csv"], lambda place: write(place + "/a.geojson", corpus.collection([corpus.feature({"type": "Point", "coordinates": [152500, 442500]}, {"object": "\x1b[2J\u202elamp", "change": "\x1b[2J"})])))
    outputs = [["status"], ["layer", "list"], ["--json", "status"], ["export", "--out", "out/e.csv"], ["export", "--out", "out/e.geojson"], ["export", "--out", "out/e.gpkg"], ["web", "--out", "out/w.html"], ["map", "--out", "out/m.svg"],
               ["map", "--out", "out/m.pdf"], ["brief", "--out", "out/b.pdf"], ["plan", "--out", "out/p.ics"], ["plan", "--out", "out/p.csv"], ["prioritise", "--lever", "lighting", "--out", "out/l.csv"],
               ["times", "--out", "out/t.csv"], ["report", "--out", "out/r.pdf"]]
    outputs.append(["brief", "--each", "neighbourhood", "--out", "out/each", "--bandwidth", "500", "--cell", "50"])
    for words in outputs:
        bench.trial("nasty names: " + " ".join(words), words + ([] if words[0] in ("status", "layer", "--json") else YEAR), hostile_town, look=look)


def places(bench):
    def is_file(place, said):
        return None if os.path.isfile(place + "/link") and not os.path.islink(place + "/link") else "the link was followed or kept"

    for ending, words in (("png", ["map"]), ("csv", ["export"]), ("gpkg", ["areas"]), ("tif", ["density"]), ("html", ["web"]), ("ics", ["plan"]), ("geojson", ["export"])):
        out = "m." + ending
        bench.trial("output is a link, ." + ending, ["--quiet", *words, "--out", out, *YEAR], lambda place, out=out: os.symlink("../precious", place + "/" + out))
        bench.trial("a link where it is written first, ." + ending, ["--quiet", *words, "--out", out, *YEAR], None, shell="ln -s ../precious .$$-%s; ln -s ../precious .$$-%s.rows; ln -s ../precious %s.aux.xml" % (out, out, out),
                    look=lambda place, said, out=out: None if os.path.isfile(place + "/" + out) and os.path.getsize(place + "/" + out) > 0 else "no output")
    bench.trial("rejects into a link", ["--quiet", "import", "a.csv", "--rejects", "link"], lambda place: write(place + "/a.csv", corpus.CSV_HEAD + corpus.CSV_ROW + "x;1;2;a\n"), look=is_file)
    bench.trial("key is a link to nothing", ["--quiet", "import", "a.csv"], lambda place: (write(place + "/a.csv", corpus.CSV_HEAD.strip() + ";melder\n" + corpus.CSV_ROW.strip() + ";m\n"), os.remove(place + "/town.key"), os.symlink("../new", place + "/town.key")), refused=None)
    bench.trial("database is a link", ["--quiet", "status"], lambda place: (os.remove(place + "/town.sqlite"), os.symlink("../town/town.sqlite", place + "/town.sqlite")), refused=True)
    for ending in ("csv", "geojson", "shp", "gpkg", "xlsx"):
        bench.read("a pipe as ." + ending, "a." + ending, lambda place, ending=ending: os.mkfifo(place + "/a." + ending), refused=True)
        bench.read("a device as ." + ending, "a." + ending, lambda place, ending=ending: os.symlink("/dev/zero", place + "/a." + ending), refused=True)
    bench.trial("rejects into a pipe that nobody reads", ["--quiet", "import", "a.csv", "--rejects", "pipe"], lambda place: (write(place + "/a.csv", corpus.CSV_HEAD + corpus.CSV_ROW + "x;1;2;a\n"), os.mkfifo(place + "/pipe")))
    for ending, words in (("png", ["map"]), ("csv", ["export"]), ("html", ["web"]), ("gpkg", ["areas"])):
        bench.trial("output is a pipe that nobody reads, ." + ending, ["--quiet", *words, "--out", "pipe." + ending, *YEAR], lambda place, ending=ending: os.mkfifo(place + "/pipe." + ending), refused=True)
    bench.trial("settings from /dev/zero", ["--config", "/dev/zero", "status"], None, refused=True)


def network_is_seen(bench):
    """With network = yes the server is asked, and that is seen: else nothing above would prove anything."""
    if bench.only not in "control":
        return
    place = bench.place("control")
    write(place + "/town.ini", bench.settings + "[basemap]\nfile = %sWMTSCapabilities.xml\nnetwork = yes\n" % bench.url)
    _, _, _, _, calls = bench.measure([PROGRAM, "--config", "town.ini", "--quiet", "map", "--out", "m.png", *YEAR], place)
    ok = bench.listener.calls > 0
    bench.judge("control: [basemap] network = yes is seen", ok and (not STRACE or bool(calls)), "%d calls at the listener, %s" % (bench.listener.calls, "%d system calls" % len(calls) if STRACE else "strace is not installed"))
    shutil.rmtree(os.path.dirname(place))


def main():
    only = " ".join(sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    begun = os.times().elapsed
    with tempfile.TemporaryDirectory(prefix="brandpunt-hostile.") as folder:
        bench = Bench(folder, only)
        network_is_seen(bench)
        for trials in (names_of_no_file, clothes, databases, sheets, shapes, pictures, names, places):
            trials(bench)
            bench.tell()
        print("hostile: at most %.1f s and %.0f MB in %d trials, in %.0f s; network calls %s" % (bench.worst_s, bench.worst_mb, bench.trials, os.times().elapsed - begun, "traced" if STRACE else "not traced: strace is not installed"))
        print("hostile: %d passed, %d failed" % (bench.passed, bench.failed))
    sys.exit(bench.failed > 0 or bench.passed == 0)


if __name__ == "__main__":
    main()
