"""
Checks that the manual tells the truth: every link and its anchor exists, every page is found from the index, every command, option,
setting and target of make that a page names is there, and every message that the pages on trouble quote is one of the program's.

usage: check-docs.py PROGRAM              checks the Markdown of this project
       check-docs.py PROGRAM --html DIR   checks the links of the pages that `make docs` made, too
       check-docs.py PROGRAM --self-test  shows that each kind of fault is found
"""
import glob
import html.parser
import os
import re
import subprocess
import sys
import urllib.parse

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ENGLISH, DUTCH = "docs/en/troubleshooting.md", "docs/problemen.md"


def slug(heading):
    """The anchor of a heading, as GitHub and GitLab make it."""
    words = re.sub(r"[`*]|\[([^]]*)\]\([^)]*\)", lambda m: m.group(1) or "", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")


def prose_and_code(text):
    """The text without blocks of code, and the blocks."""
    code, prose, fenced = [], [], False
    for line in text.split("\n"):
        if line.startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            code.append(line.strip())
        else:
            prose.append(line)
    return "\n".join(prose), "\n".join(code).replace("\\\n", " ")


def anchors(text):
    found, seen = set(), {}
    for heading in re.findall(r"^#{1,6} (.*)$", prose_and_code(text)[0], re.M):
        name = slug(heading)
        seen[name] = seen.get(name, -1) + 1
        found.add(name if seen[name] == 0 else f"{name}-{seen[name]}")
    return found


class Program:
    """What the program and the Makefile know of themselves."""

    def __init__(self, path):
        self.path = path
        self.commands = re.findall(r"^  ([a-z]+) {2,}\S", self.run("--help"), re.M)
        self.options = {command: set(re.findall(r"^  (--[a-z-]+)", self.run(command, "--help"), re.M)) for command in self.commands}
        self.everywhere = set.intersection(*self.options.values())
        self.keys, section = set(), ""
        for line in self.run("config", "show").split("\n"):
            if match := re.match(r";? ?\[([a-z_]+)", line):
                section = match.group(1)
            elif match := re.match(r";? ?([a-z_]+) =", line):
                self.keys.add((section, match.group(1)))
        self.sections = {section for section, _ in self.keys}
        self.targets = set(re.findall(r"^([a-z][a-z-]*):", open(os.path.join(TOP, "Makefile")).read(), re.M))
        self.messages = {language: catalogue(language) for language in ("nl", "en")}

    def run(self, *words):
        with open(os.devnull) as nothing:
            done = subprocess.run([self.path, "--lang", "en", *words], cwd=os.path.join(TOP, "docs"), stdin=nothing, capture_output=True, text=True)
        return done.stdout


def catalogue(language):
    """Every message in a language, one beneath the other."""
    texts, key = [], None
    for line in open(os.path.join(TOP, "po/nl.po"), encoding="utf-8"):
        if match := re.match(r'(msgid|msgid_plural|msgstr)(\[\d\])? "(.*)"$', line):
            key = match.group(1)
            texts.append([key, match.group(3)])
        elif (match := re.match(r'"(.*)"$', line)) and texts:
            texts[-1][1] += match.group(1)
    return "\n".join(text.replace('\\"', '"') for key, text in texts if key.startswith("msgstr") == (language == "nl"))


def commands_named(text):
    """Each call of the program in inline code or a block: (command, its words)."""
    prose, code = prose_and_code(text)
    for line in code.split("\n") + re.findall(r"`([^`]+)`", prose):
        for call in re.split(r"&&|\||;|>|  #", line):
            words = call.split()
            at = next((i for i, word in enumerate(words) if word == "brandpunt" or re.search(r"^[^=]*/brandpunt$", word)), None)
            if at is None:
                continue
            words, skip = words[at + 1:], 0
            rest = []
            for word in words:
                if skip:
                    skip -= 1
                elif not rest and word in ("--config", "--db", "--lang"):
                    skip = 1
                elif not rest and word in ("--quiet", "--json"):
                    continue
                else:
                    rest.append(word)
            if rest and re.fullmatch(r"[a-z]+", rest[0]):
                yield rest[0], rest[1:]


def check_page(name, text, program, pages):
    prose, _ = prose_and_code(text)
    folder = os.path.dirname(name)
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        full = os.path.normpath(os.path.join(folder, urllib.parse.unquote(path))) if path else name
        if full not in pages and not os.path.exists(os.path.join(TOP, full)):
            yield f"{name}: the link {target} leads nowhere"
        elif anchor and full in pages and anchor not in anchors(pages[full]):
            yield f"{name}: {full} has no heading #{anchor}"
    for command, words in commands_named(text):
        if command not in program.commands:
            yield f"{name}: there is no command '{command}'"
            continue
        for word in words:
            option = word.split("=")[0].rstrip(".,;:")
            if re.fullmatch(r"--[a-z-]+", option) and option not in program.options[command] | program.everywhere:
                yield f"{name}: '{command}' has no option {option}"
    for section, key in re.findall(r"`\[([a-z_]+)[^\]`]*\] ([a-z_]+)(?: =[^`]*)?`", prose):
        if (section, key) not in program.keys:
            yield f"{name}: there is no setting [{section}] {key}"
    for target in re.findall(r"`make ([a-z][a-z-]*)", prose):
        if target not in program.targets:
            yield f"{name}: there is no `make {target}`"


def check_messages(name, text, messages):
    """In the first column of each table a message stands in italics, with … for what differs."""
    count = 0
    for cell in re.findall(r"^\| \*([^|]*?)\*[^|]*\|", text, re.M):
        for piece in cell.replace("`", "").split("…"):
            piece = piece.strip(" .?")
            count += 1
            if len(piece) > 3 and piece not in messages.replace("`", ""):
                yield f"{name}: no message says '{piece}'"
    if count < 20:
        yield f"{name}: it quotes {count} messages, too few to be the page on trouble"


def check(pages, program):
    for name, text in sorted(pages.items()):
        yield from check_page(name, text, program, pages)
    yield from check_messages(DUTCH, pages[DUTCH], program.messages["nl"])
    yield from check_messages(ENGLISH, pages[ENGLISH], program.messages["en"])
    found, todo = set(), ["docs/README.md"]
    while todo:
        name = todo.pop()
        if name in found or name not in pages:
            continue
        found.add(name)
        for target in re.findall(r"\]\(([^)#\s]+)", pages[name]):
            todo.append(os.path.normpath(os.path.join(os.path.dirname(name), target)))
    for name in sorted(pages):
        if name.startswith("docs/") and name not in found:
            yield f"{name}: nothing leads here from docs/README.md"
        if re.fullmatch(r"docs/[a-z]+\.md", name) and not re.search(r"\]\(en/|^#+ (In English|The )|[a-z] / [A-Z]|English", pages[name], re.M):
            yield f"{name}: it has no English beside it"
    for command in program.commands:
        if not any(f"`{command}`" in pages[page] or f"`{command} " in pages[page] for page in ("README.md",)):
            yield f"README.md: it does not name the command {command}"


class Links(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.targets, self.ids = [], set()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.targets += [attributes[key] for key in ("href", "src") if attributes.get(key)]
        if attributes.get("id"):
            self.ids.add(attributes["id"])


def check_html(folder):
    pages = {}
    for path in glob.glob(os.path.join(folder, "**/*.html"), recursive=True):
        pages[os.path.normpath(path)] = links = Links()
        links.feed(open(path, encoding="utf-8").read())
    if len(pages) < 10:
        yield f"{folder}: {len(pages)} pages, too few for a manual"
    for path, links in sorted(pages.items()):
        for target in links.targets:
            if re.match(r"[a-z]+:", target):
                if not target.startswith(("https://", "mailto:", "data:")):
                    yield f"{path}: the link {target} leads outside"
                continue
            file, _, anchor = urllib.parse.unquote(target).partition("#")
            full = os.path.normpath(os.path.join(os.path.dirname(path), file)) if file else path
            if not os.path.exists(full):
                yield f"{path}: the link {target} leads nowhere"
            elif anchor and full in pages and anchor not in pages[full].ids:
                yield f"{path}: {file} has no #{anchor}"


def self_test(pages, program):
    """A page with one fault of each kind; each must be found."""
    faults = {
        "leads nowhere": "[x](nergens.md)", "has no heading": "[x](begin.md#nergens)", "no command": "`brandpunt dans`",
        "has no option": "`brandpunt map --dans`", "no setting": "`[map] dans`", "no `make": "`make dans`"}
    missed = [kind for kind, text in faults.items() if not any(kind in fault for fault in check_page("docs/x.md", text, program, pages))]
    if not list(check_messages("x", "| *dit zegt het programma nooit* | x |\n" * 30, program.messages["nl"])):
        missed.append("message")
    if not any("nothing leads here" in fault for fault in check({**pages, "docs/x.md": "English"}, program)):
        missed.append("nothing leads here")
    return [f"self-test: not found: {kind}" for kind in missed]


def main():
    program = Program(os.path.abspath(sys.argv[1]))
    names = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"], cwd=TOP, capture_output=True, text=True).stdout.split()
    if not names:
        names = [os.path.relpath(path, TOP) for path in glob.glob(os.path.join(TOP, "*.md")) + glob.glob(os.path.join(TOP, "docs/**/*.md"), recursive=True)]
    pages = {name: open(os.path.join(TOP, name), encoding="utf-8").read() for name in names if os.path.exists(os.path.join(TOP, name))}
    if "--self-test" in sys.argv:
        faults = self_test(pages, program)
    elif "--html" in sys.argv:
        faults = list(check_html(sys.argv[sys.argv.index("--html") + 1]))
    else:
        faults = list(check(pages, program))
    for fault in faults:
        print(fault)
    print(f"docs: {len(pages)} pages, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
