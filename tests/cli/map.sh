# The map: exact scales, the part that is asked for, the house's own look, and a ground from a file or, only when allowed, a server.
. "$CLI"
need pdftotext python3 gdal_create
heavy
town
section() { sed "s|^\[briefing\]|$1\n\n[briefing]|" town.ini > "$2"; }

echo "--- scale"
map() { "$PROGRAM" --config town.ini --lang en --quiet map "$@"; }
for scale in 1:2500 1:10.000 25000; do
    map --scale "$scale" --out s.pdf && pdftotext s.pdf - | grep -E '^1 : [0-9,]+$'
done
map --extent 151500,441500,153000,443000 --out e.pdf && pdftotext e.pdf - | grep -E '^1 : [0-9,]+$'
for wrong in 1:1000 1:50000 groot 1:; do try --config town.ini --lang en map --scale "$wrong" --out wrong.pdf; done

echo "--- house style"
printf '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><rect width="40" height="10" fill="#093"/></svg>' > logo.svg
section '[style]\nlogo = logo.svg\naccent = #004699\ndensity = #c6dbef, #4292c6, #08306b' style.ini
holds "checked" "$PROGRAM" --config style.ini --quiet config check
holds "drawn" "$PROGRAM" --config style.ini --quiet map --hatching --out style.pdf
for wrong in 'logo = town.ini' 'logo = none.svg' 'accent = #7b7b7b' 'accent = blue' 'density = #d0d0d0, #b0b0b0' 'density = #08306b, #c6dbef' 'density = #c6dbef'; do
    section "[style]\n$wrong" wrong.ini
    leaves_all_as_it_was --config wrong.ini --lang en config check
done
for command in 'map --out wrong.pdf' 'brief --out wrong.pdf' run; do leaves_all_as_it_was --config wrong.ini --lang en $command; done

echo "--- base map"
gdal_create -q -outsize 300 300 -bands 3 -burn 90 -burn 140 -burn 200 -a_srs EPSG:28992 -a_ullr 149000 446000 156000 439000 base.tif
section '[basemap]\nfile = base.tif\nattribution = Kadaster, CC BY 4.0' base.ini
"$PROGRAM" --config base.ini --lang en --quiet map --out base.pdf && pdftotext base.pdf - | grep -o 'base map: .*'
"$PROGRAM" --config base.ini --lang en --quiet map --out again.pdf
holds "the same bytes" cmp base.pdf again.pdf
same "below 2 MB" "$(find base.pdf -size -2000k)" base.pdf
for wrong in none.tif town.ini /vsicurl/http://127.0.0.1:9/a.tif http://127.0.0.1:9/WMTS; do
    section "[basemap]\nfile = $wrong" wrong.ini
    leaves_all_as_it_was --config wrong.ini --lang en map --out wrong.pdf
done

echo "--- a server"
cat > server.py <<'PY'
import http.server, struct, zlib

def chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))

TILE = b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', 256, 256, 8, 2, 0, 0, 0)) + \
    chunk(b'IDAT', zlib.compress((b'\0' + bytes((90, 140, 200)) * 256) * 256)) + chunk(b'IEND', b'')
SAYS = '''<?xml version="1.0"?><Capabilities xmlns="http://www.opengis.net/wmts/1.0" xmlns:ows="http://www.opengis.net/ows/1.1" version="1.0.0"><Contents>
<Layer><ows:Identifier>grijs</ows:Identifier><Style isDefault="true"><ows:Identifier>default</ows:Identifier></Style><Format>image/png</Format>
<TileMatrixSetLink><TileMatrixSet>EPSG:28992</TileMatrixSet></TileMatrixSetLink>
<ResourceURL format="image/png" resourceType="tile" template="http://127.0.0.1:%d/{TileMatrix}/{TileCol}/{TileRow}.png"/></Layer>
<TileMatrixSet><ows:Identifier>EPSG:28992</ows:Identifier><ows:SupportedCRS>urn:ogc:def:crs:EPSG::28992</ows:SupportedCRS>
<TileMatrix><ows:Identifier>10</ows:Identifier><ScaleDenominator>12000</ScaleDenominator><TopLeftCorner>-285401.92 903401.92</TopLeftCorner>
<TileWidth>256</TileWidth><TileHeight>256</TileHeight><MatrixWidth>1024</MatrixWidth><MatrixHeight>1024</MatrixHeight></TileMatrix>
</TileMatrixSet></Contents></Capabilities>'''

class Server(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with open('asked', 'a') as asked:
            print(self.path, file=asked)
        data = TILE if self.path.endswith('.png') else (SAYS % self.server.server_port).encode()
        self.send_response(200)
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Server)
with open('port.new', 'w') as port:
    print(server.server_port, file=port)
import os
os.rename('port.new', 'port')
server.serve_forever()
PY
python3 server.py &
server=$!
trap 'kill $server 2> /dev/null' EXIT
for _ in 1 2 3 4 5 6 7 8 9 10; do [ -f port ] || sleep 0.3; done
address=http://127.0.0.1:$(cat port)/WMTSCapabilities.xml
section "[basemap]\nfile = $address" service.ini
"$PROGRAM" --config service.ini --lang en map --out service.pdf 2>&1 | sed "s|$address|ADDRESS|g"
holds "nobody was asked" test ! -e asked
section "[basemap]\nfile = $address\nnetwork = yes" service.ini
holds "drawn" "$PROGRAM" --config service.ini --quiet map --out service.pdf
holds "tiles were asked" grep -q '^/10/.*png$' asked
holds "none was kept" test ! -e gdalwmscache
