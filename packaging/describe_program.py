#!/usr/bin/env python3
"""Makes the manual pages and the completion of the shells from what the program says of itself.

usage: describe_program.py PROGRAM man FOLDER     writes FOLDER/man1/*.1, FOLDER/man5/*.5, and the same in FOLDER/LANGUAGE
       describe_program.py PROGRAM bash|zsh       prints the completion
       describe_program.py PROGRAM examples       prints the examples of the pages, a line each, to be tried
       describe_program.py PROGRAM missing        prints the commands of which packaging/command_texts.py tells nothing

The options come from `--help --json`, the settings from `config show`, the translations from the program's own catalogue. The same
program gives the same bytes; SOURCE_DATE_EPOCH dates the pages.
"""
import datetime
import gettext
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

from command_texts import TEXTS

HERE = os.path.dirname(os.path.abspath(__file__))


class Told:
    """What the program tells in one language."""

    def __init__(self, program, language):
        self.language = language
        locale = os.path.join(os.path.dirname(program), "locale")
        self._ = gettext.translation("brandpunt", locale, [language], fallback=language == "en").gettext
        with tempfile.TemporaryDirectory() as folder:
            def ask(*words):
                return subprocess.run([program, *words], cwd=folder, check=True, stdout=subprocess.PIPE, text=True).stdout
            self.table = json.loads(ask("--lang", language, "--json", "--help"))
            standard = json.loads(ask("--json", "config", "show"))
            shutil.copy(os.path.join(HERE, "one-of-each.ini"), folder)
            self.settings = list(read_settings(ask("--lang", language, "--config", "one-of-each.ini", "config", "show"), standard))
        self.by_key = {section + "." + setting["key"]: setting for section, _, list_ in self.settings for setting in list_}
        self.commands = self.table["commands"]

    def options_of(self, command):
        lists = [command["options"]]
        if command["selects"]:
            lists.append(self.table["selection"])
        if command["writes"]:
            lists.append(self.table["audience"])
        return lists + [self.table["options"]]

    def choices(self, option):
        """The fixed values of an option: from its own table, or from that of the setting behind it."""
        if option["value"] is not None and re.fullmatch(r"[a-z0-9_-]+(\|[A-Za-z0-9_-]+)*", option["value"]) and "|" in option["value"]:
            return [word for word in option["value"].split("|") if not word.isupper()]
        return self.by_key.get(option.get("sets", ""), {}).get("choices", [])


def read_settings(text, standard):
    """(section, whether it may repeat, settings) for each section of `config show`; of one that repeats, the last element. `standard`
    holds the values when nobody sets any."""
    sections = {}
    current = None
    for line in text.splitlines():
        head = re.fullmatch(r"\[(\S+)( .*)?\]", line)
        if head:
            current = sections[head[1]] = (head[1], head[2] is not None, [])
        elif line:
            setting, help_ = re.split(r" +; ", line, maxsplit=1)
            key = setting.split(" ")[0]
            value = "" if current[1] else standard[current[0]][key]
            limits = re.search(r" \(([^()]*(\||\.\.)[^()]*)\)$", help_)
            help_ = help_[:limits.start()] if limits else help_
            unit = re.search(r" \[([^] ]*)\]$", help_)
            help_ = help_[:unit.start()] if unit else help_
            current[2].append({"key": key, "value": value, "help": help_, "unit": unit[1] if unit else "",
                               "choices": limits[1].split("|") if limits and "|" in limits[1] else [],
                               "range": limits[1].replace("1e+06", "1000000") if limits and ".." in limits[1] else ""})
    return sections.values()


# ---- manual pages ----

def escaped(text):
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\(ga").replace("'", "\\(aq").replace("~", "\\(ti").replace("^", "\\(ha")
    return "\\&" + text if text.startswith(".") else text


def sentence(text):
    if text.split()[0].isalpha():
        text = text[0].upper() + text[1:]
    return text if text[-1] in ".!?" else text + "."


def header(told, name, number):
    day = datetime.datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", 0)), datetime.timezone.utc).strftime("%Y-%m-%d")
    title = told._("Brandpunt manual")
    return ['.\\" Made by packaging/describe_program.py from what brandpunt says of itself.',
            '.TH %s %d %s "Brandpunt %s" "%s"' % (escaped(name.upper()), number, day, told.table["version"], title), ".nh", ".ad l"]


def chapter(name):
    return [".SH " + name]


def option_lines(told, options):
    lines = []
    for option in options:
        lines += [".TP", "\\fB\\-\\-%s\\fR%s" % (escaped(option["name"]), " \\fI%s\\fR" % escaped(option["value"]).replace("|", "|\\:") if option["value"] else "")]
        text = sentence(option["help"])
        setting = told.by_key.get(option.get("sets", ""))
        if setting:
            section, key = option["sets"].split(".", 1)
            text += " " + told._("Setting %s.") % ("[%s] %s" % (section, key))
            if setting["choices"] and option["value"] and "|" not in option["value"] and setting["choices"][0] not in option["help"]:
                text += " " + told._("One of %s.") % ", ".join(setting["choices"])
            if setting["range"]:
                text += " " + told._("Range: %s.") % setting["range"]
            if setting["value"]:
                text += " " + told._("Default: %s.") % (setting["value"] + (" " + setting["unit"] if setting["unit"] else ""))
        lines.append(escaped(text))
    return lines


def statuses(told):
    meaning = [told._("Done."), told._("Failed."), told._("The command line or the configuration is wrong."), told._("The input is refused.")]
    lines = chapter(told._("EXIT STATUS"))
    for status, text in enumerate(meaning):
        lines += [".TP", "\\fB%d\\fR" % status, escaped(text)]
    return lines


def see_also(told, names):
    return chapter(told._("SEE ALSO")) + [",\n".join("\\fB%s\\fR(%d)" % (escaped(name), number) for name, number in names)]


def example_lines(told, examples):
    lines = chapter(told._("EXAMPLES"))
    lines += [escaped(told._("They work in a copy of the example town, which the installed program has in share/brandpunt.")).replace("share/brandpunt", "\\fIshare/brandpunt\\fR")]
    for arguments, meaning in examples:
        lines += [".PP", escaped(told._(meaning)[0].upper() + told._(meaning)[1:] + ":"), ".PP", ".in +4n", ".nf", "\\fBbrandpunt %s\\fR" % escaped(arguments), ".fi", ".in"]
    return lines


def command_page(told, command):
    name = "brandpunt-" + command["name"]
    texts, examples = TEXTS.get(command["name"], ("", []))
    lines = header(told, name, 1) + chapter(told._("NAME")) + [escaped(name) + " \\- " + escaped(command["help"])]
    lines += chapter(told._("SYNOPSIS")) + ["\\fBbrandpunt\\fR [\\fI%s\\fR] \\fB%s\\fR %s" % (escaped(told._("OPTIONS")), command["name"], escaped(command["arguments"]))]
    lines += chapter(told._("DESCRIPTION")) + [escaped(told._(texts) if texts else sentence(command["help"]))]
    if command["options"]:
        lines += chapter(told._("OPTIONS")) + option_lines(told, command["options"])
    if command["selects"] or command["writes"]:
        lines += chapter(told._("WHICH REPORTS, AND FOR WHOM"))
        lines += option_lines(told, (told.table["selection"] if command["selects"] else []) + (told.table["audience"] if command["writes"] else []))
    lines += chapter(told._("OPTIONS OF EVERY COMMAND")) + option_lines(told, told.table["options"])
    if examples:
        lines += example_lines(told, examples)
    return lines + statuses(told) + see_also(told, [("brandpunt", 1), ("brandpunt.ini", 5)])


def main_page(told):
    lines = header(told, "brandpunt", 1) + chapter(told._("NAME"))
    lines += ["brandpunt \\- " + escaped(told._("maps of where and when reports gather, and what may help there"))]
    lines += chapter(told._("SYNOPSIS")) + ["\\fBbrandpunt\\fR [\\fI%s\\fR] \\fI%s\\fR" % (escaped(told._("OPTIONS")), escaped(told._("COMMAND [ARGUMENTS]")))]
    lines += chapter(told._("DESCRIPTION")) + [escaped(told.table["help"]), ".PP"]
    lines += [escaped(told._("It reads files with reports and the municipality's own maps into a database, computes the density, tests against chance, ranks the "
                             "places for each measure, and writes maps, pages and tables. It computes on this computer and asks nothing of a network."))]
    lines += chapter(told._("COMMANDS"))
    for command in told.commands:
        lines += [".TP", "\\fBbrandpunt\\-%s\\fR(1)" % command["name"], escaped(sentence(command["help"]))]
    lines += chapter(told._("OPTIONS OF EVERY COMMAND")) + option_lines(told, told.table["options"])
    lines += example_lines(told, TEXTS["config"][1][:1] + TEXTS["run"][1][:1])
    lines += chapter(told._("FILES"))
    for path, text in (("config.ini", told._("The settings, where --config names no other; its paths count from its own folder.")),
                       ("brandpunt.sqlite", told._("The database, a SpatiaLite file that QGIS opens.")),
                       ("brandpunt.key", told._("Turns a reporter into a code. Keep it apart from the database."))):
        lines += [".TP", "\\fI%s\\fR" % escaped(path), escaped(text)]
    pages = [("brandpunt-" + command["name"], 1) for command in told.commands] + [("brandpunt.ini", 5)]
    return lines + statuses(told) + see_also(told, pages)


def settings_page(told):
    lines = header(told, "brandpunt.ini", 5) + chapter(told._("NAME")) + ["brandpunt.ini \\- " + escaped(told._("settings of brandpunt"))]
    lines += chapter(told._("DESCRIPTION"))
    lines += [escaped(told._("Brandpunt reads config.ini in the folder where it is called, or the file of --config. A line is a [section], a setting with its value "
                             "(key = value), or empty; what follows a blank and a semicolon is a comment, and an indented line goes on with the value above it. Paths count "
                             "from the folder of the file. What is left out keeps its default; an option on the command line goes before the file. A setting that does "
                             "not exist is an error with file and line. Numbers have a point for the decimals."))]
    for section, repeats, settings in told.settings:
        lines += [".SH [%s%s]" % (escaped(section), " " + told._("NAME") if repeats else "")]
        if repeats:
            lines += [escaped(told._("May stand there more than once, each with a name of its own."))]
        for setting in settings:
            text = sentence(setting["help"])
            if setting["choices"]:
                text += " " + told._("One of %s.") % ", ".join(setting["choices"])
            if setting["range"]:
                text += " " + told._("Range: %s.") % setting["range"]
            if setting["unit"]:
                text += " " + told._("Unit: %s.") % setting["unit"]
            if setting["value"]:
                text += " " + told._("Default: %s.") % setting["value"]
            lines += [".TP", "\\fB%s\\fR" % escaped(setting["key"]), escaped(text)]
    return lines + see_also(told, [("brandpunt", 1), ("brandpunt-config", 1)])


def write_pages(program, languages, folder):
    for language in languages:
        told = Told(program, language)
        pages = {"man1/brandpunt.1": main_page(told), "man5/brandpunt.ini.5": settings_page(told)}
        pages.update(("man1/brandpunt-%s.1" % command["name"], command_page(told, command)) for command in told.commands)
        for name, lines in pages.items():
            path = os.path.join(folder, "" if language == "en" else language, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write("\n".join(lines) + "\n")


# ---- completion ----

NAMED = ("category", "mapping")  # options whose values are the names of sections of the configuration, [category NAME]


def wanted(told, command, option):
    """What may follow an option: ("words", [...]), ("files", [endings]), ("named", section) or None."""
    choices = told.choices(option)
    if choices:
        return "words", choices
    if option["name"] in NAMED:
        return "named", option["name"]
    if option["value"] == "FILE":
        endings = re.search(r"--out (\S+)", command["arguments"] if command else "")
        return "files", re.findall(r"\.([a-z]+)", endings[1]) if option["name"] == "out" and endings else []
    return None


def arguments_wanted(told, command):
    """What may stand after a command: the words of its first argument, the words of every argument, and whether files may."""
    before = re.sub(r"--\S+ [^ \]|]+(\|\S+)*", "", command["arguments"])
    every = []
    if re.search(r"\bSET\b", before):
        every = [word for option in told.table["selection"] if option["name"] in ("kind", "group") for word in told.choices(option)]
    return re.findall(r"\b[a-z]+\b", before), every, bool(re.search(r"\b(FILE|FOLDER|DESIGN)\b", before))


def bash_action(want):
    kind, what = want
    if kind == "words":
        return "words=%s" % shlex.quote(" ".join(what))
    if kind == "named":
        return "words=$(_brandpunt_named %s)" % what
    return "files=%s" % shlex.quote("|".join(what) if what else "*")


def bash_completion(told):
    """One function: finds the command among the words, then offers the values of the option before, else options, words or files."""
    arguments, options, values = [], [], {}
    for command in told.commands + [None]:
        mine = [option for list_ in (told.options_of(command) if command else [told.table["options"]]) for option in list_]
        name = command["name"] if command else "''"
        options.append("        %s) options='%s' ;;" % (name, " ".join("--" + option["name"] for option in mine)))
        for option in mine:
            if option["value"] is not None:
                want = wanted(told, command, option)
                values.setdefault(option["name"], {}).setdefault(bash_action(want) if want else ":", []).append(command["name"] if command else "")
        if command is None:
            continue
        first, every, files = arguments_wanted(told, command)
        rest = "files='*'" if files else "words='%s'" % " ".join(every) if every else ""
        if first:
            rest = "if [[ $before == %s ]]; then words='%s'%s; fi" % (name, " ".join(first), "; else " + rest if rest else "")
        if rest:
            arguments.append("            %s) %s ;;" % (name, rest))
    cases = []
    for name, actions in values.items():
        for action, commands in actions.items():
            cases.append("    %s) %s ;;" % ("|".join("%s:--%s" % (command, name) for command in (commands if len(actions) > 1 else ["*"])), action))
    return BASH % {"valued": "|".join("--" + option["name"] for option in told.table["options"] if option["value"] is not None),
                   "commands": " ".join(command["name"] for command in told.commands),
                   "values": "\n".join(cases), "options": "\n".join(options), "arguments": "\n".join(arguments)}


BASH = r"""# Completion of brandpunt in bash, made by packaging/describe_program.py from what the program says of itself.

_brandpunt_named() {
    local i config=config.ini
    for ((i = 1; i < COMP_CWORD; i++)); do
        if [[ ${COMP_WORDS[i]} == --config ]]; then config=${COMP_WORDS[i + 1]}; [[ $config != = ]] || config=${COMP_WORDS[i + 2]}; fi
    done
    [[ -r $config ]] && sed -n "s/^\[$1 \(.*\)\].*/\1/p" "$config"
}

_brandpunt() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command='' words='' files='' options='' i
    COMPREPLY=()
    # bash makes three words of --option=value.
    if [[ $word == = ]]; then word=''
    elif [[ $before == = ]]; then before=${COMP_WORDS[COMP_CWORD - 2]}; fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        %(valued)s) [[ ${COMP_WORDS[i + 1]} == = ]] && ((i++)); ((i++)) ;;
        -*) ;;
        *) command=${COMP_WORDS[i]}; break ;;
        esac
    done
    case $command:$before in
%(values)s
    *)
        case $command in
%(options)s
        esac
        if [[ $word == -* ]]; then words=$options
        else
            case $command in
            '') words='%(commands)s' ;;
%(arguments)s
            esac
        fi ;;
    esac
    if [[ -n $words ]]; then mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word"); fi
    if [[ -n $files ]]; then
        local path
        compopt -o filenames 2> /dev/null
        while IFS= read -r path; do
            if [[ $files == '*' || -d $path || $path =~ \.($files)$ ]]; then COMPREPLY+=("$path"); fi
        done < <(compgen -f -- "$word")
    fi
}
complete -F _brandpunt brandpunt
"""


def zsh_quoted(text):
    return text.replace("\\", "\\\\").replace("'", "'\\''").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")


def zsh_action(want):
    if want is None:
        return " "
    kind, what = want
    if kind == "words":
        return "(%s)" % " ".join(what)
    if kind == "named":
        return "{ _brandpunt_named %s }" % what
    return "_files" + (" -g \"*.(%s)\"" % "|".join(what) if what else "")


def zsh_options(told, command, options):
    specs = []
    for option in options:
        spec = "--%s%s[%s]" % (option["name"], "=" if option["value"] is not None else "", zsh_quoted(option["help"]))
        if option["value"] is not None:
            spec += ":%s:%s" % (zsh_quoted(option["value"]), zsh_action(wanted(told, command, option)))
        specs.append("'%s'" % spec)
    return specs


def zsh_completion(languages):
    parts = []
    for told in languages:
        lines = ["    common=(%s)" % "\n        ".join(zsh_options(told, None, told.table["options"])),
                 "    selection=(%s)" % "\n        ".join(zsh_options(told, None, told.table["selection"])),
                 "    audience=(%s)" % "\n        ".join(zsh_options(told, None, told.table["audience"])),
                 "    commands=(%s)" % "\n        ".join("'%s:%s'" % (command["name"], zsh_quoted(command["help"])) for command in told.commands),
                 "    case $words[1] in"]
        for command in told.commands:
            specs = zsh_options(told, command, command["options"])
            first, every, files = arguments_wanted(told, command)
            if first:
                specs.append("'1: :(%s)'" % " ".join(first))
            if every or files:
                specs.append("'*: :%s'" % ("_files" if files else "(%s)" % " ".join(every)))
            rest = (["$selection"] if command["selects"] else []) + (["$audience"] if command["writes"] else [])
            lines.append("    %s) specs=(%s) ;;" % (command["name"], "\n        ".join(specs + rest)))
        parts.append((told.language, "\n".join(lines) + "\n    esac"))
    branches = "".join("    %s*)\n%s ;;\n" % (language if language != "en" else "", text) for language, text in sorted(parts, key=lambda part: part[0] == "en"))
    return ZSH % branches


ZSH = """#compdef brandpunt
# Completion of brandpunt in zsh, made by packaging/describe_program.py from what the program says of itself.

_brandpunt_named() {
    local config=${opt_args[--config]:-config.ini}
    [[ -r $config ]] && compadd -- ${(f)"$(sed -n "s/^\\[$1 \\(.*\\)\\].*/\\1/p" $config)"}
}

_brandpunt_tell() {
    case ${LC_ALL:-${LC_MESSAGES:-$LANG}} in
%s    esac
}

_brandpunt() {
    local curcontext=$curcontext state line
    local -a common selection audience commands specs
    local -A opt_args
    _brandpunt_tell
    _arguments -C $common '1: :->command' '*:: :->arguments'
    case $state in
    command) _describe brandpunt commands ;;
    arguments)
        _brandpunt_tell
        _arguments $common $specs ;;
    esac
}

_brandpunt "$@"
"""


def main(program, what, folder=None):
    program = os.path.abspath(program)
    catalogues = os.path.join(os.path.dirname(program), "locale")
    languages = ["en"] + sorted(os.listdir(catalogues))
    if what == "man":
        write_pages(program, languages, folder)
    elif what == "bash":
        print(bash_completion(Told(program, "en")), end="")
    elif what == "zsh":
        print(zsh_completion([Told(program, language) for language in languages]), end="")
    elif what == "examples":
        print("\n".join(arguments for _, examples in TEXTS.values() for arguments, _ in examples))
    elif what == "missing":
        known = {command["name"] for command in Told(program, "en").commands}
        print("\n".join(sorted(known ^ set(TEXTS))))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])
