#!/usr/bin/env python3
"""Checks publiccode.yml against what version 0.4 of the standard asks for, and against VERSION and po/.

usage: check-publiccode.py FILE      from the top of the project; needs python3-yaml

A list of the standard that is here in part holds the values that this project could have; another value is refused.
"""
import datetime
import os
import re
import sys

import yaml

STATUS = {"concept", "development", "beta", "stable", "obsolete"}
TYPES = {"standalone/mobile", "standalone/iot", "standalone/desktop", "standalone/web", "standalone/backend", "standalone/other", "addon", "library",
         "configurationFiles"}
MAINTENANCE = {"internal", "contract", "community", "none"}
CATEGORIES = {"data-analytics", "data-collection", "data-visualization", "geographic-information-systems", "predictive-analysis"}
SCOPES = {"emergency-services", "justice", "local-authorities", "research", "security", "society"}
TOP = {"publiccodeYmlVersion", "name", "applicationSuite", "url", "landingURL", "isBasedOn", "softwareVersion", "releaseDate", "logo", "platforms", "categories",
       "usedBy", "roadmap", "developmentStatus", "softwareType", "intendedAudience", "description", "legal", "maintenance", "localisation", "dependsOn"}


def problems(of):
    def need(path, kind, allowed=None):
        value = of
        for key in path.split("/"):
            value = value.get(key) if isinstance(value, dict) else None
        if not isinstance(value, kind) or value == [] or value == "":
            yield "%s is not there, or is no %s" % (path, kind.__name__)
            return
        for one in value if isinstance(value, list) else [value]:
            if allowed is not None and one not in allowed:
                yield "%s: '%s' is none of %s" % (path, one, ", ".join(sorted(allowed)))

    yield from ("%s is no key of the standard" % key for key in sorted(set(of) - TOP))
    for path, kind, allowed in (
            ("publiccodeYmlVersion", str, {"0.4", "0.4.0"}), ("name", str, {"Brandpunt"}), ("url", str, None), ("platforms", list, None), ("categories", list, CATEGORIES),
            ("developmentStatus", str, STATUS), ("softwareType", str, TYPES), ("intendedAudience/scope", list, SCOPES), ("description", dict, None),
            ("legal/license", str, {"EUPL-1.2"}), ("maintenance/type", str, MAINTENANCE), ("maintenance/contacts", list, None),
            ("localisation/localisationReady", bool, None), ("localisation/availableLanguages", list, None)):
        yield from need(path, kind, allowed)
    if not re.fullmatch(r"https?://\S+", str(of.get("url"))):
        yield "url is no address"
    for language, words in of.get("description", {}).items():
        if not 1 <= len(words.get("shortDescription", "")) <= 150:
            yield "%s: shortDescription has %d characters, not 1 to 150" % (language, len(words.get("shortDescription", "")))
        if not 150 <= len(words.get("longDescription", "")) <= 10000:
            yield "%s: longDescription has %d characters, not 150 to 10000" % (language, len(words.get("longDescription", "")))
        if len(words.get("genericName", "")) > 35:
            yield "%s: genericName is longer than 35 characters" % language
        if not words.get("features"):
            yield "%s: there are no features" % language
    for contact in of.get("maintenance", {}).get("contacts", []):
        if not contact.get("name"):
            yield "a contact has no name"
    try:
        datetime.date.fromisoformat(str(of.get("releaseDate")))
    except ValueError:
        yield "releaseDate is no date yyyy-mm-dd"
    with open("VERSION", encoding="utf-8") as file:
        version = file.read().strip()
    if of.get("softwareVersion") != version:
        yield "softwareVersion is %s, and VERSION says %s" % (of.get("softwareVersion"), version)
    spoken = {"en"} | {name[:-3] for name in os.listdir("po") if name.endswith(".po")}
    if set(of.get("localisation", {}).get("availableLanguages", [])) != spoken:
        yield "availableLanguages are not those of po/: %s" % ", ".join(sorted(spoken))


def main(path):
    with open(path, encoding="utf-8") as file:
        found = list(problems(yaml.safe_load(file)))
    for line in found:
        print("%s: %s" % (path, line))
    if not found:
        print("%s: as version 0.4 of the standard asks" % path)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
