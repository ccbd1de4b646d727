#!/usr/bin/env python3
"""Writes which Debian packages a program is linked to, in its turn too, as CycloneDX 1.5 JSON.

usage: sbom.py PROGRAM VERSION > FILE      the same packages give the same bytes
       sbom.py --check FILE            says what such a file lacks
"""

import hashlib
import json
import os
import re
import subprocess
import sys

KNOWN_LICENCES = {"expat": "MIT", "mit/x11": "MIT", "mit": "MIT", "apache-2.0": "Apache-2.0", "bsd-2-clause": "BSD-2-Clause", "bsd-3-clause": "BSD-3-Clause", "zlib": "Zlib", "isc": "ISC", "lgpl-2": "LGPL-2.0-only",
                  "lgpl-2+": "LGPL-2.0-or-later", "lgpl-2.1": "LGPL-2.1-only", "lgpl-2.1+": "LGPL-2.1-or-later", "lgpl-3": "LGPL-3.0-only", "lgpl-3+": "LGPL-3.0-or-later", "gpl-2": "GPL-2.0-only", "gpl-2+": "GPL-2.0-or-later",
                  "gpl-3": "GPL-3.0-only", "gpl-3+": "GPL-3.0-or-later", "mpl-1.1": "MPL-1.1", "mpl-2.0": "MPL-2.0", "artistic-2.0": "Artistic-2.0", "boost-1.0": "BSL-1.0", "bsl-1.0": "BSL-1.0", "curl": "curl"}


def lines_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}).stdout.splitlines()


def packages_of(program):
    """Names of the packages that own the libraries which the loader finds."""
    paths = {os.path.realpath(found.group(1)) for found in (re.search(r"(/\S+) \(0x", line) for line in lines_of("ldd", program)) if found}
    # Where /lib is a link to /usr/lib, a package may know the file by its old name.
    known = sorted(paths | {path.removeprefix("/usr") for path in paths})
    owned = subprocess.run(["dpkg-query", "-S", *known], capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}).stdout.splitlines()
    owners = {path if path in paths else "/usr" + path: names.split(",")[0] for names, path in (line.split(": ", 1) for line in owned)}
    if paths - set(owners):
        sys.exit("sbom: no package owns %s" % ", ".join(sorted(paths - set(owners))))
    return sorted(set(owners.values()))


def licences_of(package):
    """The names of licences in the package's copyright file; a file that no machine can read gives none."""
    try:
        text = open("/usr/share/doc/%s/copyright" % package.split(":")[0], errors="replace").read()
    except OSError:
        return []
    names = {name.strip().rstrip(",") for line in re.findall(r"^License:[ \t]*(\S.*)$", text, re.M) for name in re.split(r"\s+(?:and|or|and/or)\s+|,\s*", line)}
    chosen = [{"license": {"id": KNOWN_LICENCES[name.lower()]} if name.lower() in KNOWN_LICENCES else {"name": name}} for name in sorted(names) if name]
    return [licence for i, licence in enumerate(chosen) if licence not in chosen[:i]]


def component(name, architecture, version, source):
    entry = {"type": "library", "bom-ref": "deb:" + name, "name": name, "version": version, "purl": "pkg:deb/debian/%s@%s?arch=%s" % (name, version.replace("+", "%2B").replace(":", "%3A").replace("~", "~"), architecture),
             "properties": [{"name": "debian:source", "value": source}]}
    licences = licences_of(name)
    if licences:
        entry["licenses"] = licences
    return entry


def write(program, version):
    form = "${Package}\t${Architecture}\t${Version}\t${source:Package}\n"
    components = [component(*line.split("\t")) for line in sorted(lines_of("dpkg-query", "-W", "-f", form, *packages_of(program)))]
    digest = hashlib.sha256(json.dumps([version, components], sort_keys=True).encode()).hexdigest()
    serial = "-".join((digest[:8], digest[8:12], "5" + digest[13:16], "8" + digest[17:20], digest[20:32]))
    document = {"bomFormat": "CycloneDX", "specVersion": "1.5", "serialNumber": "urn:uuid:" + serial, "version": 1,
                "metadata": {"component": {"type": "application", "bom-ref": "brandpunt", "name": "brandpunt", "version": version}},
                "components": components,
                "dependencies": [{"ref": "brandpunt", "dependsOn": [entry["bom-ref"] for entry in components]}]}
    json.dump(document, sys.stdout, indent=1, sort_keys=True)
    print()


def check(path):
    """What the standard asks of such a file, and what someone who looks for a leak needs."""
    document = json.load(open(path))
    wrong = [key for key, value in (("bomFormat", "CycloneDX"), ("specVersion", "1.5"), ("version", 1)) if document.get(key) != value]
    if not re.fullmatch(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", document.get("serialNumber", "")):
        wrong.append("serialNumber")
    if set(document) - {"bomFormat", "specVersion", "serialNumber", "version", "metadata", "components", "dependencies"}:
        wrong.append("keys that are not in the standard")
    entries = document["components"]
    references = [entry["bom-ref"] for entry in entries]
    if len(set(references)) != len(references):
        wrong.append("a bom-ref twice")
    for entry in entries:
        if entry["type"] != "library" or not entry["name"] or not entry["version"] or not re.fullmatch(r"pkg:deb/debian/[a-z0-9.+-]+@[^?\s]+\?arch=\w+", entry["purl"]):
            wrong.append(entry["bom-ref"])
        for licence in entry.get("licenses", []):
            if len(licence["license"]) != 1 or not set(licence["license"]) <= {"id", "name"}:
                wrong.append(entry["bom-ref"] + ": licence")
    known = set(references) | {document["metadata"]["component"]["bom-ref"]}
    for dependency in document["dependencies"]:
        wrong += [reference for reference in [dependency["ref"], *dependency["dependsOn"]] if reference not in known]
    for library in ("libgdal", "libproj", "libsqlite3", "libspatialite", "libcairo", "librsvg", "libc6"):
        if not any(entry["name"].startswith(library) for entry in entries):
            wrong.append("no " + library)
    print("sbom: %d packages, %d with a licence%s" % (len(entries), sum("licenses" in entry for entry in entries), "; wrong: " + ", ".join(wrong) if wrong else ""))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    if sys.argv[1] == "--check":
        check(sys.argv[2])
    write(sys.argv[1], sys.argv[2])
