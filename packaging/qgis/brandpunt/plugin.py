from qgis.core import QgsApplication

from .provider import BrandpuntProvider


class BrandpuntPlugin:
    def __init__(self):
        self.provider = None

    def initProcessing(self):
        self.provider = BrandpuntProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self):
        self.initProcessing()

    def unload(self):
        QgsApplication.processingRegistry().removeProvider(self.provider)
