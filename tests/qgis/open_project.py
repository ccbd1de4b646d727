"""Opens a project as QGIS does, says of each layer whether it is there and has a style of its own, and draws what is shown.

usage: open_project.py PROJECT.qgs PICTURE.png
"""
import sys

from qgis.core import QgsApplication, QgsMapRendererSequentialJob, QgsMapSettings, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QSize

application = QgsApplication([], False)
application.initQgis()
project = QgsProject.instance()
if not project.read(sys.argv[1]):
    sys.exit(project.error())
for node in project.layerTreeRoot().findLayers():
    layer = node.layer()
    there = layer is not None and layer.isValid()
    kind = layer.renderer().type() if there else "-"
    print(f"{'ok' if there and kind not in ('singlebandgray',) else 'WRONG'}: {node.name()} ({kind}{f', {layer.featureCount()}' if there and isinstance(layer, QgsVectorLayer) else ''})")
settings = QgsMapSettings()
settings.setLayers([node.layer() for node in project.layerTreeRoot().findLayers() if node.isVisible() and node.layer()])
settings.setOutputSize(QSize(800, 600))
settings.setDestinationCrs(project.crs())
settings.setExtent(project.viewSettings().defaultViewExtent())
job = QgsMapRendererSequentialJob(settings)
job.start()
job.waitForFinished()
picture = job.renderedImage()
picture.save(sys.argv[2])
colours = {picture.pixel(x, y) for x in range(0, 800, 10) for y in range(0, 600, 10)}
print(f"{'ok' if len(colours) > 4 else 'WRONG'}: the map has colours")
