# The appendix to an impact assessment: the figures of this database, in both formats and languages.
. "$CLI"
need sqlite3 python3
town
sql lindehaven.sqlite "UPDATE source SET retention = '400y'; UPDATE source SET retention = '1d' WHERE name = 'enquete'; UPDATE source SET purpose = NULL WHERE name = 'adv'; UPDATE source SET retention = 'lang' WHERE name = 'politie'"
must --config town.ini map --audience publiek --from 2024-10-01 --to 2025-09-30 --out m.png
must --config town.ini purge --source signalen
must --config town.ini dpia --out d.md
sed -e 's/[0-9]*:[0-9a-f]\{64\}/HEAD/' -e 's/ [0-9a-f]\{12\} /  RUN /' -e 's/20[0-9][0-9]-[0-9][0-9]-[0-9][0-9] from the/DAY from the/' -e "s/\(from before \|--before \)[0-9-]*/\1DAY/g" -e "s/kept from [0-9-]* on/kept from DAY on/" \
    -e "s/, $(id -un) |/, USER |/" -e "s/| $(id -un) |/| USER |/" d.md
echo "--- as a page"
must --config town.ini dpia --out d.html
cat > read.py <<'PY'
import html.parser, sys
class Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.rows, self.heads, self.wrong, self.lang = [], [], 0, [], None
    def handle_starttag(self, tag, attributes):
        if tag in ('meta',): return
        if tag == 'html': self.lang = dict(attributes).get('lang')
        if tag == 'tr': self.rows.append(0)
        if tag in ('td', 'th'): self.rows[-1] += 1
        if tag == 'h2': self.heads += 1
        if tag in ('script', 'link', 'img', 'iframe') or any(n in ('src', 'href') for n, _ in attributes): self.wrong.append(tag)
        self.open.append(tag)
    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag: self.wrong.append('/' + tag)
reader = Reader()
reader.feed(open(sys.argv[1], encoding='utf-8').read())
print('language', reader.lang, 'headings', reader.heads, 'rows of', sorted(set(reader.rows)), 'cells; wrong:', reader.wrong + reader.open)
PY
python3 read.py d.html
same "headings" "$(grep -c '^## ' d.md)" 9
"$PROGRAM" --config town.ini --lang nl --quiet dpia --out nl.html
python3 read.py nl.html
grep -c -e 'bewaard' -e 'Wpg' nl.html > /dev/null && echo "in Dutch"
same "the files are in the audit" "$(sql lindehaven.sqlite "SELECT group_concat(json_extract(outputs, '\$[0].file')) FROM audit WHERE command = 'dpia' AND outcome = 'done'")" "d.md,d.html,nl.html"
same "it is for the municipality" "$(sql lindehaven.sqlite "SELECT DISTINCT audience FROM audit WHERE command = 'dpia'")" intern
echo "--- rights that are too wide, and an audit that is not whole, are told"
chmod 644 lindehaven.key
rm lindehaven.sqlite-audit
try --config town.ini dpia --out d.md
grep -e 'OTHERS' -e 'NOT WHOLE' d.md | sed "s/, $(id -un) |/, USER |/"
chmod 600 lindehaven.key
echo "--- names that would be marks"
must --config town.ini import "$FIXTURES/input/adv.geojson" --source '<b>*x*</b>|`y`' --regime avg --purpose '<script>alert(1)</script>' --retention 5y
must --config town.ini dpia --out d.html
must --config town.ini dpia --out d.md
python3 read.py d.html
grep -o -e '&lt;b&gt;[^<]*</td>' d.html | sort -u
grep -o '^| .*script.*' d.md | cut -d'|' -f2-5
echo "--- what it does not make"
leaves_all_as_it_was --config town.ini dpia --out d.pdf
leaves_all_as_it_was --config town.ini dpia
leaves_all_as_it_was --config town.ini --db no.sqlite dpia --out d.md
