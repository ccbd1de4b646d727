"""Looks for canaries in files: as text and as numbers, in whatever a file keeps them.

A canary is a word, or a place: x and y in metres and in degrees. A file is looked through as its bytes are; with every
stream in it that zlib can unpack (PDF, PNG, TIFF, GeoPackage, gzip, the entries of a workbook), chunk by chunk of a PNG, cell by cell of
a SQLite database, pixel by pixel of a raster, vertex by vertex and value by value of vector tiles, number by number of a FlatGeobuf, and as
the text that a reader of the PDF sees. Only Python's own library and the tools of the
tests are used.
"""

import math
import os
import re
import sqlite3
import struct
import subprocess
import tempfile
import zlib

NEAR_M = 0.06       # a number this near a coordinate is the coordinate, rounded
NEAR_DEG = 6e-7
NEAR_TILE_DEG = 1.1e-5  # two steps of a vector tile of zoom 14


def text_needles(place):
    """What a place looks like when it is written out: to the decimetre, to 5 decimals of a degree; with a point or a comma."""
    needles = set()
    for value, least, most in ((place["x"], 1, 3), (place["y"], 1, 3), (place["lon"], 5, 7), (place["lat"], 5, 7)):
        for decimals in range(least, most + 1):
            number = "%.*f" % (decimals, value)
            cut = ("%.9f" % value)[: len(number)]
            for form in (number, cut):
                needles.update((form, form.replace(".", ",")))
            if value > 1000:
                whole, rest = number.split(".")
                needles.add("%s.%s,%s" % (whole[:-3], whole[-3:], rest))
                needles.add("%s,%s.%s" % (whole[:-3], whole[-3:], rest))
    return needles


def byte_needles(canary):
    """name -> bytes, for every way in which a program could keep the canary."""
    needles = {}
    words = list(canary["words"])
    for number, place in enumerate(canary["places"], 1):
        words += sorted(text_needles(place))
        for name in ("x", "y", "lon", "lat"):
            value = place[name]
            for order, endian in (("little", "<"), ("big", ">")):
                needles["%s of place %d as double, %s end first" % (name, number, order)] = struct.pack(endian + "d", value)
                needles["%s of place %d as float, %s end first" % (name, number, order)] = struct.pack(endian + "f", value)
    for word in words:
        for coding in ("utf-8", "utf-16-le", "utf-16-be", "latin-1"):
            needles["'%s' in %s" % (word, coding)] = word.encode(coding)
    return needles


def unpacked(data):
    """Every stream in the bytes that zlib can unpack, and what raw deflate makes of the entries of a zip."""
    for match in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data):
        unpacker = zlib.decompressobj()
        try:
            plain = unpacker.decompress(data[match.start():], 1 << 26)
        except zlib.error:
            continue
        if len(plain) > 3:
            yield "unpacked from byte %d" % match.start(), plain
    for match in re.finditer(rb"\x1f\x8b\x08", data):
        try:
            plain = zlib.decompressobj(31).decompress(data[match.start():], 1 << 26)
        except zlib.error:
            continue
        yield "gzip from byte %d" % match.start(), plain
    for match in re.finditer(rb"PK\x03\x04", data):
        try:
            names, extra = struct.unpack("<HH", data[match.start() + 26: match.start() + 30])
            plain = zlib.decompressobj(-15).decompress(data[match.start() + 30 + names + extra:], 1 << 26)
        except (zlib.error, struct.error):
            continue
        yield "zip entry at byte %d" % match.start(), plain


def png_chunks(data):
    if not data.startswith(b"\x89PNG"):
        return
    at, pixels = 8, b""
    while at + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[at: at + 8])
        body = data[at + 8: at + 8 + length]
        if kind == b"IDAT":
            pixels += body
        else:
            yield "chunk %s" % kind.decode("latin-1"), body
        at += 12 + length
    if pixels:
        yield "pixels", zlib.decompress(pixels)


def near(value, canary):
    for place in canary["places"]:
        for name in ("x", "y"):
            if abs(value - place[name]) <= NEAR_M:
                return name
        for name in ("lon", "lat"):
            if abs(value - place[name]) <= NEAR_DEG:
                return name
    return None


def database_cells(path, canary):
    """Every value of every table: texts and blobs as bytes, numbers held against the canary's."""
    with open(path, "rb") as file:
        if file.read(15) != b"SQLite format 3":
            return
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, "copy")
        with open(path, "rb") as source, open(copy, "wb") as target:
            target.write(source.read())
        base = sqlite3.connect(copy)
        base.text_factory = bytes
        for (table,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            table = table.decode()
            try:
                rows = base.execute('SELECT * FROM "%s"' % table.replace('"', '""')).fetchall()
            except sqlite3.Error:  # a virtual table of SpatiaLite: its own tables are read
                continue
            for row in rows:
                for value in row:
                    if isinstance(value, bytes) and value:
                        yield "table %s" % table, value
                    elif isinstance(value, float) and near(value, canary):
                        yield "table %s" % table, struct.pack("<d", value) + b"\0NUMBER"
        base.close()


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def message(data):
    """The fields of a protobuf message: (number, type, value)."""
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = varint(data, at)
        else:
            length, at = {1: (8, at), 5: (4, at)}.get(kind) or varint(data, at)
            value, at = data[at: at + length], at + length
        yield key >> 3, kind, value


def unzigzag(value):
    return (value >> 1) ^ -(value & 1)


def vertices(geometry):
    """The vertices of a feature, in steps from the north-west corner of its tile."""
    at = x = y = 0
    while at < len(geometry):
        command, at = varint(geometry, at)
        for _ in range(command >> 3 if command & 7 != 7 else 0):
            dx, at = varint(geometry, at)
            dy, at = varint(geometry, at)
            x, y = x + unzigzag(dx), y + unzigzag(dy)
            yield x, y


def tile_pieces(path, canary):
    """Every vertex of the vector tiles of an MBTiles in degrees, and every value; only what is the canary's is given, and all texts."""
    base = sqlite3.connect("file:%s?mode=ro&immutable=1" % path, uri=True)
    rows = base.execute("SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles").fetchall()
    base.close()
    for zoom, column, row, data in rows:
        row = (1 << zoom) - 1 - row
        tile = zlib.decompress(data, 31) if data[:2] == b"\x1f\x8b" else data
        for layer in (value for number, _, value in message(tile) if number == 3):
            fields = list(message(layer))
            extent = next((value for number, _, value in fields if number == 5), 4096)
            for number, _, value in fields:
                if number == 4:
                    for form, _, held in message(value):
                        if form == 1:
                            yield "text of a tile", held
                        plain = struct.unpack("<f" if form == 2 else "<d", held)[0] if form in (2, 3) else unzigzag(held) if form == 6 else held
                        if form != 1 and near(float(plain), canary):
                            yield "value of a tile", b"\0NUMBER"
                if number != 2:
                    continue
                for x, y in vertices(next((held for form, _, held in message(value) if form == 4), b"")):
                    lon = ((column + x / extent) / (1 << zoom)) * 360 - 180
                    lat = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * (row + y / extent) / (1 << zoom)))))
                    if any(abs(lon - place["lon"]) < NEAR_TILE_DEG and abs(lat - place["lat"]) < NEAR_TILE_DEG for place in canary["places"]):
                        yield "vertex of a tile of zoom %d" % zoom, b"\0NUMBER"


def doubles(data, canary):
    """Whether any 8 bytes are a number of the place: for formats that keep numbers anywhere."""
    for at in range(len(data) - 7):
        for order in "<>":
            if near(struct.unpack_from(order + "d", data, at)[0], canary):
                yield "number at byte %d" % at, b"\0NUMBER"


def days_in(data, canary):
    """Days as a workbook keeps them: a number of days since 1899, with the time behind the point."""
    for serial in canary.get("serials", ()):
        match = re.search(rb"<v>%d(\.\d+)?</v>" % serial, data)
        if match:
            return match.group().decode()
    return None


def raster(path):
    """(transform, columns, rows, values) of a raster, by GDAL."""
    with tempfile.TemporaryDirectory() as folder:
        raw = os.path.join(folder, "raw")
        subprocess.run(["gdal_translate", "-q", "-of", "ENVI", "-ot", "Float64", path, raw], check=True, stderr=subprocess.DEVNULL)
        header = open(os.path.join(folder, "raw.hdr")).read()
        columns, rows = (int(re.search(r"%s *= *(\d+)" % name, header).group(1)) for name in ("samples", "lines"))
        west, north, width, height = (float(v) for v in re.search(r"map info *= *\{[^,]*, *1, *1, *([^,]+), *([^,]+), *([^,]+), *([^,}]+)", header).groups())
        with open(raw, "rb") as file:
            data = file.read()
    values = list(struct.unpack("<%dd" % (columns * rows), data))
    return (west, north, width, height), columns, rows, values


def pieces(path, canary):
    """Everything that can be got out of a file, with where it was."""
    with open(path, "rb") as file:
        data = file.read()
    yield "the file", data
    yield "its name", os.path.basename(path).encode()
    yield from unpacked(data)
    yield from png_chunks(data)
    for where, value in database_cells(path, canary):
        yield where, value
        for deeper, plain in unpacked(value):
            yield "%s, %s" % (where, deeper), plain
    if path.endswith((".tif", ".tiff")):
        values = raster(path)[3]
        for order in "<>":
            yield "pixels", struct.pack("%s%dd" % (order, len(values)), *values)
        for value in values:
            if not math.isnan(value) and near(value, canary):
                yield "pixels", b"\0NUMBER"
    if path.endswith(".mbtiles"):
        yield from tile_pieces(path, canary)
    if data.startswith(b"fgb"):
        yield from doubles(data, canary)
    if data.startswith(b"%PDF"):
        for raw in ([], ["-raw"], ["-layout"]):
            yield "text of the PDF", subprocess.run(["pdftotext", *raw, path, "-"], check=True, capture_output=True).stdout
        yield "about the PDF", subprocess.run(["pdfinfo", "-meta", path], capture_output=True).stdout + subprocess.run(["pdfinfo", path], capture_output=True).stdout


def numbers_in(text, canary):
    """Numbers that are written out in full anywhere in a text, such as in GeoJSON."""
    for match in re.finditer(rb"\d+\.\d{2,}", text):
        if near(float(match.group()), canary):
            return match.group().decode()
    return None


def totals(path, total):
    """Where a whole number stands by itself in a file, written 1313, 1.313 or 1,313."""
    text = str(total)
    number = re.compile(r"(?<![\d.,])%s[.,]?%s(?![\d])(?![.,]\d)" % (text[:-3], text[-3:]))
    traces = []
    for where, data in pieces(path, {"places": []}):
        for coding in ("latin-1", "utf-16-le", "utf-16-be"):
            if number.search(data.decode(coding, "ignore")):
                traces.append((where, "the number %d in %s" % (total, coding)))
    return traces


def found(path, canary, needles=None):
    """The first of each kind of trace of the canary in a file: [(where, what)]."""
    needles = needles or byte_needles(canary)
    traces, seen = [], set()
    for where, data in pieces(path, canary):
        if data.endswith(b"\0NUMBER"):
            traces.append((where, "a number of the place"))
        for name, needle in needles.items():
            if name not in seen and needle in data:
                seen.add(name)
                traces.append((where, name))
        day = days_in(data, canary)
        if day and ("day", day) not in seen:
            seen.add(("day", day))
            traces.append((where, "the day %s" % day))
        number = numbers_in(data, canary)
        if number and ("number", number) not in seen:
            seen.add(("number", number))
            traces.append((where, "the number %s" % number))
    return traces
