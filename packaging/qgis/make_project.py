"""Makes the project template for QGIS from the results of `brandpunt run`: named, styled, grouped layers with paths relative to the
project, so that it opens the results of any municipality when it lies beside result.gpkg.

usage: make_project.py FOLDER PROJECT.qgs      FOLDER holds the result.gpkg of the example town; needs python3-qgis; QT_HASH_SEED=0 gives the same bytes each time
"""
import os
import re
import shutil
import sys

from qgis.core import (
    QgsApplication,
    QgsColorRampShader,
    QgsCoordinateReferenceSystem,
    QgsProject,
    QgsProviderRegistry,
    QgsRasterLayer,
    QgsRasterShader,
    QgsReferencedRectangle,
    QgsSingleBandPseudoColorRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor

# From the top down: what a planner wants to see first; the first group is drawn, the others wait.
GROUPS = [
    ("Risicogebieden", True, {"risk_areas": "Risicogebieden, genummerd als in de tabel"}),
    ("Verlichting", False, {"priorities_lighting": "Volgorde voor verlichting", "lighting_spots": "Plekken voor een lichtmast", "lighting_segments": "Straten met te weinig licht"}),
    ("Camera's", False, {"priorities_cameras": "Volgorde voor camera's", "camera_views": "Wat camera's zien"}),
    ("Handhaving", False, {"priorities_handhaving": "Volgorde voor handhaving"}),
    ("Langs straten", False, {"streets": "Meldingen per km straat per jaar"}),
    ("Dichtheid", True, {"density": "Meldingen per km² per jaar"}),
]

# Fixed classes, so that towns and years can be compared; the pages of the program choose their own. From value (reports per km² per year): colour.
CLASSES = [(0, None), (10, "#fde9c4"), (30, "#fbd38a"), (100, "#f0943c"), (300, "#d2531e"), (1000, "#8c1f22"), (float("inf"), "#3c0a2a")]


def colour_density(layer):
    shader = QgsColorRampShader(0, 1000, None, QgsColorRampShader.Discrete)
    items, low = [], 0
    for value, colour in CLASSES[1:]:
        label = f"minder dan {value:g}" if low == 0 else f"{low:g} en meer" if value == float("inf") else f"{low:g} tot {value:g}"
        shade = QColor(colour)
        shade.setAlpha(0 if low == 0 else 255)
        items.append(QgsColorRampShader.ColorRampItem(value, shade, label))
        low = value
    shader.setColorRampItemList(items)
    raster = QgsRasterShader()
    raster.setRasterShaderFunction(shader)
    layer.setRenderer(QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, raster))


def layer_of(part):  # as QGIS itself would open it
    kind = QgsRasterLayer if part.providerKey() == "gdal" else QgsVectorLayer
    layer = kind(part.uri(), part.name() or "density", part.providerKey())
    if not layer.isValid():
        sys.exit(f"{part.uri()}: this layer does not open")
    if kind is QgsVectorLayer:
        layer.loadDefaultStyle()
    else:
        colour_density(layer)
    return layer


def settle(text):
    """The same layers give the same bytes: no hour, no user, names in place of random numbers."""
    for layer in sorted(set(re.findall(r"[A-Za-z_]+_[0-9a-f]{8}_[0-9a-f]{4}_[0-9a-f]{4}_[0-9a-f]{4}_[0-9a-f]{12}", text))):
        # QGIS takes an id of ten letters or fewer for none.
        text = text.replace(layer, re.sub(r"_[0-9a-f]{8}_.*$", "_of_brandpunt", layer))
    text = re.sub(r'saveDateTime="[^"]*"|saveUser(Full)?="[^"]*"', "", text)
    text = re.sub(r"<(creation|author)>[^<]*</\1>", "", text)
    text = re.sub(r"<individual-layer-settings>.*?</individual-layer-settings>", "<individual-layer-settings/>", text, flags=re.S)
    numbers = {}
    return re.sub(r"\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}", lambda m: numbers.setdefault(m[0], "{%08d-0000-4000-8000-000000000000}" % (len(numbers) + 1)), text)


def main(folder, path):
    # The paths in it are relative: it is made beside the results.
    beside = os.path.join(folder, "brandpunt.qgs")
    project = QgsProject.instance()
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:28992"))
    project.setTitle("Brandpunt")
    parts = {part.name() or "density": part for part in QgsProviderRegistry.instance().querySublayers(os.path.join(folder, "result.gpkg"))}
    for title, shown, names in GROUPS:
        group = project.layerTreeRoot().addGroup(title)
        group.setItemVisibilityChecked(shown)
        for name in names:
            if name in parts:
                layer = layer_of(parts[name])
                layer.setName(names[name])
                group.addLayer(project.addMapLayer(layer, False))
    areas = project.mapLayersByName(GROUPS[0][2]["risk_areas"])[0]
    project.viewSettings().setDefaultViewExtent(QgsReferencedRectangle(areas.extent().buffered(500), areas.crs()))
    project.viewSettings().setPresetFullExtent(QgsReferencedRectangle())
    if not project.write(beside):
        sys.exit(f"{beside}: {project.error()}")
    with open(beside, encoding="utf-8") as file:
        text = settle(file.read())
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(text)
    shutil.move(path + ".new", path)
    os.remove(beside)
    print(f"{path}: {len(project.mapLayers())} layers")


if __name__ == "__main__":
    application = QgsApplication([], False)
    application.initQgis()
    main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))
