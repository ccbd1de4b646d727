import os

from qgis.core import Qgis, QgsMessageLog, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from . import program
from .algorithm import BrandpuntAlgorithm


class BrandpuntProvider(QgsProcessingProvider):
    def id(self):
        return "brandpunt"

    def name(self):
        return "Brandpunt"

    def longName(self):
        return "Brandpunt"

    def icon(self):
        return QIcon(os.path.join(os.path.dirname(__file__), "icon.svg"))

    def loadAlgorithms(self):
        table = program.described()
        if not table:
            text = {
                "nl": "Het programma brandpunt is niet gevonden; installeer het pakket, of zet het pad in de instelling brandpunt/program.",
                "en": "The program brandpunt was not found; install its package, or put its path in the setting brandpunt/program.",
            }
            QgsMessageLog.logMessage(text[program.language()], "Brandpunt", Qgis.Warning)
            return
        for command in table["commands"]:
            self.addAlgorithm(BrandpuntAlgorithm(table, command))
