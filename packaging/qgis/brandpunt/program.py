"""The program beside QGIS: where it is, what commands it has, and a call of it that can be followed and stopped."""
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time

from qgis.core import QgsSettings


def language():
    """nl, unless QGIS speaks another language."""
    locale = QgsSettings().value("locale/userLocale", "") or os.environ.get("LANG", "")
    return "nl" if str(locale)[:2] in ("nl", "", "C.", "C") else "en"


def path():
    """The setting brandpunt/program, the variable BRANDPUNT, or the first brandpunt in the path; None when there is none."""
    for candidate in (QgsSettings().value("brandpunt/program", ""), os.environ.get("BRANDPUNT", ""), "brandpunt"):
        found = shutil.which(candidate) if candidate else None
        if found:
            return found
    return None


def environment():
    """That of QGIS, without what would make the program read other data or plugins of GDAL and PROJ than its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GDAL_", "PROJ_", "PYTHON", "LD_", "OGR_"))}
    return kept


def asked(*words, config=None):
    """The JSON that a call prints; {} when it fails."""
    program = path()
    if program is None:
        return {}
    call = [program, "--lang", language(), "--json", *(["--config", config] if config else []), *words]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(call, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=environment(), check=False)
    try:
        return json.loads(done.stdout)
    except ValueError:
        return {}


def described():
    """Every command with its options, as `--help --json` tells them."""
    return asked("--help")


def run(words, folder, feedback):
    """Runs the program; (its exit status, what it printed, its last sentence). What it says meanwhile is shown. Stopped by Ctrl-C
    when the user cancels, so that nothing is left half written."""
    with tempfile.TemporaryFile("w+") as output:
        with subprocess.Popen(words, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE, text=True, env=environment()) as process:
            said = []
            os.set_blocking(process.stderr.fileno(), False)
            while True:
                ended = process.poll() is not None
                for line in iter(process.stderr.readline, ""):
                    said.append(line.rstrip("\n"))
                    if ended is False or process.returncode == 0:
                        feedback.pushInfo(said[-1])
                if ended:
                    break
                if feedback.isCanceled():
                    process.send_signal(signal.SIGINT)
                time.sleep(0.05)
        output.seek(0)
        return process.returncode, output.read(), said[-1] if said else ""
