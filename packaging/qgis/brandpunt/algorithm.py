"""One command of the program as a Processing algorithm. Everything about it comes from the program's own table of commands."""
import json
import os
import re

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingOutputFile,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsProviderRegistry,
)

from . import program

GROUPS = {
    "data": ("init", "import", "layer", "status", "purge", "config", "audit", "dpia"),
    "maps": ("run", "density", "streets", "areas", "map", "web", "export", "times", "risk", "beside"),
}
WORDS = {
    "nl": {
        "data": "Gegevens", "maps": "Kaarten", "decisions": "Maatregelen en verantwoording", "config": "Configuratie (config.ini)", "files": "Bestanden",
        "action": "Wat te doen", "file": "Bestand", "name": "Naam", "design": "Ontwerp", "design2": "Tweede ontwerp, ernaast", "sets": "Soorten meldingen naast elkaar",
        "out": "Resultaat", "load": "Zet de lagen op de kaart", "keep": "(zoals in de configuratie)", "all": "Alle bestanden", "printed": "Wat het programma zei",
        "folder": "Map", "needs": "Vul in: {}.",
    },
    "en": {
        "data": "Data", "maps": "Maps", "decisions": "Measures and accounts", "config": "Configuration (config.ini)", "files": "Files",
        "action": "What to do", "file": "File", "name": "Name", "design": "Design", "design2": "Second design, beside it", "sets": "Sets of reports beside each other",
        "out": "Result", "load": "Put the layers on the map", "keep": "(as in the configuration)", "all": "All files", "printed": "What the program said",
        "folder": "Folder", "needs": "Fill in: {}.",
    },
}
NUMBERS = ("M", "N", "H")


class BrandpuntAlgorithm(QgsProcessingAlgorithm):
    def __init__(self, table, command):
        super().__init__()
        self.table, self.command = table, command
        self.words = WORDS[program.language()]

    def createInstance(self):
        return BrandpuntAlgorithm(self.table, self.command)

    def name(self):
        return self.command["name"]

    def displayName(self):
        return f"{self.command['name']}: {self.command['help']}"

    def group(self):
        return self.words[self.groupId()]

    def groupId(self):
        return next((group for group, commands in GROUPS.items() if self.name() in commands), "decisions")

    def shortHelpString(self):
        lines = [f"<p>{self.command['help'].capitalize()}.</p><p><code>brandpunt {self.name()} {self.command['arguments'].replace('<', '')}</code></p><dl>"]
        for option in self.options():
            lines.append(f"<dt><b>{self.parameter_name(option)}</b></dt><dd>{option['help']}</dd>")
        return "\n".join(lines) + f"</dl><p>{self.table['help']}</p>"

    # What the command takes.

    def options(self):
        lists = [self.command["options"]]
        if self.command["selects"]:
            lists.append(self.table["selection"])
        if self.command["writes"]:
            lists.append(self.table["audience"])
        return [option for options in lists for option in options]

    @staticmethod
    def parameter_name(option):
        return option["name"].upper().replace("-", "_")

    def actions(self):
        """add, list, remove of "add FILE ... | list | remove NAME"; none of a command that does one thing."""
        parts = [part.split() for part in self.command["arguments"].split(" | ")]
        return [part[0] for part in parts] if len(parts) > 1 and all(part and re.fullmatch("[a-z]+", part[0]) for part in parts) else []

    @staticmethod
    def choices(option):
        words = (option["value"] or "").split("|")
        return words if len(words) > 1 and all(re.fullmatch(r"[a-z0-9_]+", word) for word in words) else []

    def endings(self):
        found = re.search(r"--out (\S+)", self.command["arguments"])
        return [ending.replace("FILE", "").lstrip(".") for ending in found[1].split("|") if ending.startswith((".", "FILE."))] if found else []

    def initAlgorithm(self, configuration=None):
        self.addParameter(QgsProcessingParameterFile("CONFIG", self.words["config"], extension="ini", defaultValue=os.environ.get("BRANDPUNT_CONFIG")))
        arguments = self.command["arguments"]
        if self.actions():
            self.addParameter(QgsProcessingParameterEnum("ACTION", self.words["action"], self.actions(), defaultValue=0))
            for word, name in (("FILE", "file"), ("NAME", "name"), ("FOLDER", "folder")):
                if re.search(rf"(?<!--role ){word}\b", arguments):
                    if word == "NAME":
                        continue  # --name is an option too
                    behavior = QgsProcessingParameterFile.Folder if word == "FOLDER" else QgsProcessingParameterFile.File
                    self.addParameter(QgsProcessingParameterFile(f"GIVEN_{word}", self.words[name], behavior, optional=True))
        elif "FILE..." in arguments:
            self.addParameter(QgsProcessingParameterMultipleLayers("FILES", self.words["files"], QgsProcessing.TypeFile))
        elif "DESIGN" in arguments:
            self.addParameter(QgsProcessingParameterFile("DESIGN", self.words["design"], optional=True))
            self.addParameter(QgsProcessingParameterFile("DESIGN2", self.words["design2"], optional=True))
        elif "SET SET" in arguments:
            self.addParameter(QgsProcessingParameterString("SETS", self.words["sets"], defaultValue="incident perception"))
        for option in self.options():
            if option["name"] != "out":
                self.add_option(option)
        if self.endings():
            # The first of these is what QGIS proposes: a map layer when there is one.
            endings = sorted(self.endings(), key=lambda ending: ending not in ("gpkg", "tif"))
            filters = ";;".join(f"{ending.upper()} (*.{ending})" for ending in endings)
            self.addParameter(QgsProcessingParameterFileDestination("OUT", self.words["out"], filters))
        elif any(option["name"] == "out" for option in self.command["options"]):
            self.addParameter(QgsProcessingParameterFileDestination("OUT", self.words["out"], self.words["all"] + " (*.*)", optional=True, createByDefault=False))
        if {"gpkg", "tif"} & set(self.endings()) or self.name() == "run":
            self.addParameter(QgsProcessingParameterBoolean("LOAD", self.words["load"], defaultValue=True))
        if self.name() == "run":
            self.addOutput(QgsProcessingOutputFile("RESULT", self.words["out"]))
        self.addOutput(QgsProcessingOutputString("PRINTED", self.words["printed"]))

    def add_option(self, option):
        name, text, value, choices = self.parameter_name(option), option["help"], option["value"], self.choices(option)
        if value is None:
            parameter = QgsProcessingParameterBoolean(name, text, defaultValue=False)
        elif choices:
            parameter = QgsProcessingParameterEnum(name, text, [self.words["keep"], *choices], defaultValue=0, optional=True)
        elif value == "DATE":
            parameter = QgsProcessingParameterDateTime(name, text, QgsProcessingParameterDateTime.Date, optional=True)
        elif value == "FILE":
            parameter = QgsProcessingParameterFile(name, text, optional=True)
        elif value in NUMBERS:
            parameter = QgsProcessingParameterNumber(name, text, QgsProcessingParameterNumber.Double, optional=True)
        elif value.startswith("XMIN"):
            parameter = QgsProcessingParameterExtent(name, text, optional=True)
        else:
            parameter = QgsProcessingParameterString(name, text, optional=True)
        if option.get("sets", "").startswith(("density.", "streets.", "areas.")):
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.FlagAdvanced)
        self.addParameter(parameter)

    # The call.

    def option_value(self, option, parameters, context, config):
        name, value = self.parameter_name(option), option["value"]
        if parameters.get(name) is None:
            return None
        if value is None:
            return "" if self.parameterAsBoolean(parameters, name, context) else None
        if self.choices(option):
            choice = self.parameterAsEnum(parameters, name, context)
            return self.choices(option)[choice - 1] if choice > 0 else None
        if value == "DATE":
            day = self.parameterAsDateTime(parameters, name, context).date()
            return day.toString("yyyy-MM-dd") if day.isValid() else None
        if value in NUMBERS:
            return f"{self.parameterAsDouble(parameters, name, context):.15g}"
        if value.startswith("XMIN"):
            settings = program.asked("config", "show", config=config)
            crs = QgsCoordinateReferenceSystem(settings.get("project", {}).get("crs", "EPSG:28992"))
            extent = self.parameterAsExtent(parameters, name, context, crs)
            return None if extent.isNull() else f"{extent.xMinimum():.3f},{extent.yMinimum():.3f},{extent.xMaximum():.3f},{extent.yMaximum():.3f}"
        return self.parameterAsString(parameters, name, context) or None

    def call(self, parameters, context):
        executable = program.path()
        if executable is None:
            raise QgsProcessingException(self.words["needs"].format("brandpunt/program"))
        config = self.parameterAsFile(parameters, "CONFIG", context)
        words = [executable, "--lang", program.language(), "--config", os.path.abspath(config), "--json", self.name()]
        # The options first: what is given besides could look like one.
        for option in self.options():
            value = parameters.get("OUT") and self.parameterAsFileOutput(parameters, "OUT", context) if option["name"] == "out" else self.option_value(option, parameters, context, config)
            if value is not None and value != "" and option["value"] is not None:
                words.append(f"--{option['name']}={value}")
            elif value == "" and option["value"] is None:
                words.append(f"--{option['name']}")
        words.append("--")
        if self.actions():
            action = self.actions()[self.parameterAsEnum(parameters, "ACTION", context)]
            words.append(action)
            if action == "remove":
                words.append(self.parameterAsString(parameters, "NAME", context))
            for name in ("GIVEN_FILE", "GIVEN_FOLDER"):
                if parameters.get(name) and action in ("add", "init"):
                    words.append(self.parameterAsFile(parameters, name, context))
        elif parameters.get("FILES"):
            words += self.parameterAsFileList(parameters, "FILES", context)
        elif self.parameterDefinition("SETS") is not None:
            words += self.parameterAsString(parameters, "SETS", context).split()
        else:
            words += [self.parameterAsFile(parameters, name, context) for name in ("DESIGN", "DESIGN2") if parameters.get(name)]
        return words, os.path.dirname(os.path.abspath(config))

    def processAlgorithm(self, parameters, context, feedback):
        words, folder = self.call(parameters, context)
        feedback.pushCommandInfo(" ".join(words[0:1] + [word for word in words[1:] if word not in ("--", "--json")]))
        status, printed, last = program.run(words, folder, feedback)
        if status != 0:
            raise QgsProcessingException(re.sub(r"^brandpunt: ", "", last) or f"brandpunt: {status}")
        results = {"PRINTED": printed}
        out = next((word[6:] for word in words if word.startswith("--out=")), None)
        if out:
            results["OUT"] = out
        if self.name() == "run":
            try:
                out = results["RESULT"] = os.path.join(folder, json.loads(printed)["out"], "result.gpkg")
            except (ValueError, KeyError):
                out = None
        elif self.command["writes"] is False and printed:
            feedback.pushInfo(printed)
        if out and parameters.get("LOAD", True) and "LOAD" in [definition.name() for definition in self.parameterDefinitions()]:
            self.load(out, context)
        return results

    def load(self, path, context):
        """Puts a layer of each part on the map, when QGIS is done; a GeoPackage brings its own styles."""
        if not os.path.exists(path) or not path.endswith((".gpkg", ".tif")):
            return
        for part in QgsProviderRegistry.instance().querySublayers(path):
            details = QgsProcessingContext.LayerDetails(part.name() or os.path.basename(path), context.project())
            context.addLayerToLoadOnCompletion(part.uri(), details)
