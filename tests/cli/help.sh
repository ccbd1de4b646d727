# The help pages, and what is said of words that do not exist.
. "$CLI"
try --help
for command in run init import layer density streets areas prioritise check map web export status purge audit dpia config; do
    try $command --help
done
try
try densiti
try kaart
try density --bandwith 200 --out x.tif
try density --out
try --colour blue status
try --db
try map --out x.gif
try map
try init here
try layer
try layer add lamps.shp
try config
try prioritise --out x.csv
try prioritise --out x.csv --lever streetlights
try purge
try import
try density --kernel round --out x.tif
try density --bandwidth wide --out x.tif
try density --bandwidth 0.1 --out x.tif
try map --audience everybody --out x.pdf
try --lang fr status
same "nothing was made" "$(ls -A)" ""
