"""Makes files that ask for too much, or for what is not theirs. Nothing here is large: what claims to be large is sparse, or packed."""

import json
import os
import sqlite3
import struct
import zlib

CSV_HEAD = "datum;x;y;categorie\n"
CSV_ROW = "01-02-2024;152500;442500;bedreiging\n"


def write(path, content):
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())
    return path


# ---- archives: one stretch of packed bytes, repeated ----

def packed_repeat(head, block, times, tail):
    """Raw deflate data of head + block * times + tail, its CRC and its length, without ever unpacking it."""
    def part(content, last):
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        return packer.compress(content) + packer.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)

    crc = zlib.crc32(head)
    for _ in range(times):
        crc = zlib.crc32(block, crc)
    return part(head, False) + part(block, False) * times + part(tail, True), zlib.crc32(tail, crc), len(head) + len(block) * times + len(tail)


def write_zip(path, entries):
    """entries: (name, content) or (name, (packed, crc, length))."""
    body, directory = b"", b""
    for name, content in entries:
        packed, crc, length = content if isinstance(content, tuple) else packed_repeat(content.encode(), b"", 0, b"")
        name = name.encode()
        fields = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, crc, len(packed), min(length, 0xFFFFFFFE), len(name), 0)
        directory += b"PK\1\2\24\0" + fields + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name
        body += b"PK\3\4" + fields + name + packed
    return write(path, body + directory + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries), len(directory), len(body), 0))


XLSX = [
    ("[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'),
    ("xl/workbook.xml", '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/'
     'officeDocument/2006/relationships"><sheets><sheet name="Blad1" sheetId="1" r:id="rId1"/></sheets></workbook>'),
    ("xl/_rels/workbook.xml.rels", '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
     'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'),
]
SHEET = '<?xml version="1.0"?>%s<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
HEADING = '<row r="1">' + "".join('<c r="%s1" t="inlineStr"><is><t>%s</t></is></c>' % cell for cell in zip("ABCD", ("datum", "x", "y", "categorie"))) + "</row>"
LAUGHS = "<!DOCTYPE l [<!ENTITY l0 \"ha ha ha ha \">" + "".join('<!ENTITY l%d "%s">' % (i, "&l%d;" % (i - 1) * 10) for i in range(1, 12)) + "]>"


def thing(url):
    return '<!DOCTYPE x [<!ENTITY secret SYSTEM "%s">]>' % url


def sheet_row(text):
    return '<row r="2"><c r="A2" t="inlineStr"><is><t>2024-02-01</t></is></c><c r="B2"><v>152500</v></c><c r="C2"><v>442500</v></c><c r="D2" t="inlineStr"><is><t>%s</t></is></c></row>' % text


def xlsx(path, doctype="", rows="", more=(), sheet=None):
    return write_zip(path, XLSX + [("xl/worksheets/sheet1.xml", sheet or SHEET % (doctype, HEADING + rows))] + list(more))


ODS = ('<?xml version="1.0"?>%s<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
       'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="Blad1">%s</table:table></office:spreadsheet></office:body>'
       '</office:document-content>')


def ods(path, doctype, rows):
    return write_zip(path, [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", ODS % (doctype, rows))])


def ods_row(*texts):
    return "<table:table-row>%s</table:table-row>" % "".join('<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>' % text for text in texts)


# ---- databases ----

def geopackage(path, statements=(), contents="werk", schema=(), tiles=False):
    """A GeoPackage whose only layer is `contents`; `schema` goes into sqlite_master as it is."""
    database = sqlite3.connect(path)
    database.executescript("""
        PRAGMA application_id = 0x47504B47; PRAGMA user_version = 10300;
        CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT, organization_coordsys_id INTEGER, definition TEXT, description TEXT);
        INSERT INTO gpkg_spatial_ref_sys VALUES ('RD', 28992, 'EPSG', 28992, 'undefined', '');
        CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, description TEXT, last_change TEXT, min_x REAL, min_y REAL, max_x REAL, max_y REAL, srs_id INTEGER);
        CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER, z INTEGER, m INTEGER);
        CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT, definition TEXT, scope TEXT);
        CREATE TABLE klein (fid INTEGER PRIMARY KEY, datum TEXT, x REAL, y REAL, categorie TEXT);""")
    database.executemany("INSERT INTO klein VALUES (?, '2024-02-01', 152500, 442500, 'bedreiging')", ((i,) for i in range(1, 1001)))
    for statement in statements:
        database.execute(statement)
    database.execute("INSERT INTO gpkg_contents VALUES (?, ?, ?, '', '2024-01-01T00:00:00Z', 150000, 440000, 155000, 445000, 28992)", (contents, "tiles" if tiles else "attributes", contents))
    if tiles:
        database.executescript("""
            CREATE TABLE gpkg_tile_matrix_set (table_name TEXT, srs_id INTEGER, min_x REAL, min_y REAL, max_x REAL, max_y REAL);
            CREATE TABLE gpkg_tile_matrix (table_name TEXT, zoom_level INTEGER, matrix_width INTEGER, matrix_height INTEGER, tile_width INTEGER, tile_height INTEGER, pixel_x_size REAL, pixel_y_size REAL);
            INSERT INTO gpkg_tile_matrix_set VALUES ('werk', 28992, 150000, 440000, 155000, 445000);
            INSERT INTO gpkg_tile_matrix VALUES ('werk', 0, 1, 1, 256, 256, 19.53125, 19.53125);""")
    database.commit()
    if schema:
        database.execute("PRAGMA writable_schema = ON")
        for kind, name, sql in schema:
            database.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, 0, ?)", (kind, name, name, sql))
        database.commit()
    database.close()
    return path


def view(select):
    return ["CREATE VIEW werk AS " + select]


COLUMNS = "'2024-02-01' AS datum, 152500.0 AS x, 442500.0 AS y, 'bedreiging' AS categorie"


# ---- shapefiles ----

def shapefile(folder, name, shp=b"", shx=b"", dbf=None, prj=None, size=100, kind=1):
    head = lambda words: struct.pack(">7i", 9994, 0, 0, 0, 0, 0, words) + struct.pack("<2i8d", 1000, kind, 150000, 440000, 155000, 445000, 0, 0, 0, 0)
    stem = os.path.join(folder, name)
    write(stem + ".shp", head(size) + shp)
    write(stem + ".shx", head(50 + len(shx) // 2) + shx)
    if dbf is not None:
        write(stem + ".dbf", dbf)
    if prj is not None:
        write(stem + ".prj", prj)
    return stem + ".shp"


def dbf(records, record_bytes=11, fields=(("NAAM", b"C", 10),), rows=b" straat    "):
    head = struct.pack("<4BIHH20x", 3, 124, 1, 1, records, 32 + 32 * len(fields) + 1, record_bytes)
    return head + b"".join(struct.pack("<11sc4xBB14x", name.encode(), kind, width, 0) for name, kind, width in fields) + b"\r" + rows


# ---- pictures ----

def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(path, side):
    """A grey square that takes side * side bytes once unpacked."""
    row = bytes(side + 1)
    packed, _, _ = packed_repeat(b"", row, side, b"")
    return write(path, b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)) + chunk(b"IDAT", b"\x78\xda" + packed + struct.pack(">I", (side * (side + 1) % 65521) << 16 | 1)) + chunk(b"IEND", b""))


def tiff(path, width, height, tile=0, loop=False):
    """A georeferenced grey TIFF in RD, none of whose pixels is stored."""
    def entry(tag, kind, count, value):
        return struct.pack("<HHI", tag, kind, count) + (value if isinstance(value, bytes) else struct.pack("<I", value))

    many = ((width + tile - 1) // tile) * ((height + tile - 1) // tile) if tile else 1
    count = 15
    data = 8 + 2 + 12 * count + 4
    scale, tie, keys = struct.pack("<3d", 5000 / width, 5000 / height, 0), struct.pack("<6d", 0, 0, 0, 150000, 445000, 0), struct.pack("<8H", 1, 1, 0, 1, 3072, 0, 1, 28992)
    places = data + len(scale) + len(tie) + len(keys)
    entries = [entry(256, 4, 1, width), entry(257, 4, 1, height), entry(258, 3, 1, 8), entry(259, 3, 1, 1), entry(262, 3, 1, 1), entry(277, 3, 1, 1), entry(284, 3, 1, 1)]
    if tile:
        entries += [entry(322, 4, 1, tile), entry(323, 4, 1, tile), entry(324, 4, many, places), entry(325, 4, many, places + 4 * many)]
    else:
        entries += [entry(273, 4, 1, 0), entry(278, 4, 1, height), entry(279, 4, 1, 0), entry(282, 4, 1, 0)]
    entries += [entry(33550, 12, 3, data), entry(33922, 12, 6, data + len(scale)), entry(34735, 3, 8, data + len(scale) + len(tie)), entry(65000, 4, 1, 0)]
    write(path, b"II*\0" + struct.pack("<IH", 8, count) + b"".join(entries) + struct.pack("<I", 8 if loop else 0) + scale + tie + keys)
    if tile:
        os.truncate(path, places + 8 * many)
    return path


# ---- drawings ----

def dxf_blocks(depth, width, array=1):
    """Blocks in blocks: width to the power of depth lines."""
    lines = ["0", "SECTION", "2", "BLOCKS"]
    for level in range(depth):
        lines += ["0", "BLOCK", "8", "0", "2", "B%d" % level, "10", "0", "20", "0"]
        for i in range(width):
            lines += ["0", "LINE", "8", "0", "10", "0", "20", "0", "11", "1", "21", str(i)] if level == 0 else ["0", "INSERT", "8", "0", "2", "B%d" % (level - 1), "10", str(i), "20", "0"]
        lines += ["0", "ENDBLK"]
    lines += ["0", "ENDSEC", "0", "SECTION", "2", "ENTITIES", "0", "INSERT", "8", "LAMP", "2", "B%d" % (depth - 1), "10", "152500", "20", "442500", "70", str(array), "71", str(array), "44", "1", "45", "1",
              "0", "ENDSEC", "0", "EOF"]
    return "\n".join(lines) + "\n"


def svg(content, head="", attributes='viewBox="0 0 100 50"'):
    return '<?xml version="1.0"?>%s<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" %s>%s</svg>' % (head, attributes, content)


def svg_uses(depth, width):
    groups = '<g id="g0"><rect width="1" height="1"/></g>' + "".join('<g id="g%d">%s</g>' % (i, '<use xlink:href="#g%d"/>' % (i - 1) * width) for i in range(1, depth))
    return svg("<defs>%s</defs><use xlink:href=\"#g%d\"/>" % (groups, depth - 1))


# ---- names ----

FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\tTAB", "\rCR", "=cmd|' /C calc'!A0"]
NASTY = ["'; DROP TABLE report; --", '"; DROP TABLE report; --', "../../../../tmp/brandpunt-escaped", "/etc/passwd", "..", "<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>",
         "]]></text><script>alert(1)</script>", "\u202egnp.exe", "\x1b]0;taken\x07\x1b[2J", "\x9b31m", "A\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:injected", "%s%n%n%n", "a/b", "\u2066hidden\u2069", "CON", "\u00e9" * 300,
         "(/JS (app.alert(1)) /S /JavaScript)"] + FORMULAS


def neighbourhoods(path, names):
    """Squares over the middle of the example town, each with one of the names."""
    features = []
    for i, name in enumerate(names):
        x, y, side = 151500 + 400 * (i % 5), 441500 + 400 * (i // 5), 400
        ring = [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
        features.append({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {"BU_NAAM": name, "BU_CODE": "BU%08d" % i, "AANT_INW": 1000}})
    return write(path, json.dumps({"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "EPSG:28992"}}, "features": features}))


def collection(features, crs=None):
    return json.dumps({"type": "FeatureCollection", **({"crs": crs} if crs else {}), "features": features})


def feature(geometry, properties):
    return {"type": "Feature", "geometry": geometry, "properties": properties}
