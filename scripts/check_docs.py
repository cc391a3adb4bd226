#!/usr/bin/env python3
"""Checks that the documents keep up with the code. Exit code 1 with a line for every breach.

- Every registered method has docs/methods/NAME.md, a row in docs/methods/README.md and a scenario in tests/scenarios.
- Every registered scorer has a section in docs/scorers.md.
- Every registered task has a row in docs/tasks.md, with its levels and the licence of its set; every score of a
  checker stands there too.
- The options of methods and scorers stand on their pages by name and in the words of the code; the aliases of methods too.
- Every relative link in a .md file leads to a file or folder, and its #part to a heading there.
"""
import os
import re
import sys

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+\s+(.*)$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
LITERAL = r'"(?:[^"\\]|\\.)*"'
# visit("name", field, Range{...}, "help" "more help");
VISIT = re.compile(rf'visit\(\s*({LITERAL})\s*,[^;]*?((?:{LITERAL}\s*)+)\)\s*;')
ALIASES = re.compile(r"\.aliases\s*=\s*\{([^}]*)\}")


def read(*parts):
    with open(os.path.join(*parts), encoding="utf-8") as file:
        return file.read()


def registered(root, folder, variable):
    """The names in `set(VARIABLE ...)` of the folder's CMakeLists.txt."""
    text = re.sub(r"#.*", "", read(root, folder, "CMakeLists.txt"))
    found = re.search(rf"set\(\s*{variable}\s+([^)]*)\)", text)
    if not found:
        sys.exit(f"{folder}/CMakeLists.txt: no set({variable} ...)")
    return found[1].split()


def literal(text):
    """The text of one or several C++ string literals in a row."""
    parts = re.findall(LITERAL, text)
    return "".join(re.sub(r"\\(.)", r"\1", part[1:-1]) for part in parts)


def missing_options(source, page):
    """What the code says of its options and the page does not."""
    flat = " ".join(page.split())
    for name, text in VISIT.findall(source):
        name, text = literal(name), literal(text)
        if f"`{name}`" not in page:
            yield f"no option `{name}`"
        elif " ".join(text.split()) not in flat:
            yield f"option `{name}` is described otherwise in the code: {text}"


def check_methods(root):
    index = read(root, "docs/methods/README.md")
    folder = os.path.join(root, "tests/scenarios")
    scenarios = [read(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(".scenario")]
    for method in registered(root, "src/method", "methods"):
        page_path = f"docs/methods/{method}.md"
        source = read(root, f"src/method/{method}.cc")
        aliases = re.findall(LITERAL, (ALIASES.search(source) or ["", ""])[1])
        names = [method] + [literal(alias) for alias in aliases]
        if f"({method}.md)" not in index:
            yield f"docs/methods/README.md: no row for {method}"
        used = re.compile(rf"^method:\s*({'|'.join(map(re.escape, names))})\s*(:|$)", re.MULTILINE)
        if not any(used.search(text) for text in scenarios):
            yield f"tests/scenarios: none for method {method}"
        if not os.path.isfile(os.path.join(root, page_path)):
            yield f"{page_path}: is missing"
            continue
        page = read(root, page_path)
        for name in names[1:]:
            if f"`{name}`" not in page:
                yield f"{page_path}: no alias `{name}`"
        for wrong in missing_options(source, page):
            yield f"{page_path}: {wrong}"


def check_scorers(root):
    page = read(root, "docs/scorers.md")
    sections = {part.split("\n", 1)[0].strip(): part for part in re.split(r"^## ", page, flags=re.MULTILINE)[1:]}
    for scorer in registered(root, "src/scorer", "scorers"):
        if scorer not in sections:
            yield f"docs/scorers.md: no section {scorer}"
            continue
        for wrong in missing_options(read(root, f"src/scorer/{scorer}.cc"), sections[scorer]):
            yield f"docs/scorers.md: {scorer}: {wrong}"


LEVELS = re.compile(r"\.levels\s*=\s*\{([^}]*)\}")
SIZES = re.compile(r"\.sizes\s*=\s*\{([^}]*)\}")
LICENCE = re.compile(rf"\.licence\s*=\s*({LITERAL})")
SCORES = re.compile(r"scores(?:\s*=\s*\{(.*?)\};|\.emplace_back\((.*?),)", re.DOTALL)


def check_tasks(root):
    page = read(root, "docs/tasks.md")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    for task in registered(root, "src/task", "tasks"):
        source = read(root, f"src/task/{task}.cc")
        row = "".join(line for line in rows if f"`{task}`" in line.split("|")[1])
        if not row:
            yield f"docs/tasks.md: no row for {task}"
            continue
        levels = [literal(level) for level in re.findall(LITERAL, (LEVELS.search(source) or ["", ""])[1])]
        sizes = re.findall(r"\d+", (SIZES.search(source) or ["", ""])[1]) or ["0"]
        for level, size in zip(levels, sizes if len(sizes) == len(levels) else ["0"] * len(levels)):
            if f"`{level}`" + (f" ({size})" if size != "0" else "") not in row:
                yield f"docs/tasks.md: {task}: no level `{level}`" + (f" ({size})" if size != "0" else "")
        if not levels and sizes != ["0"] and f"one ({sizes[0]})" not in row:
            yield f"docs/tasks.md: {task}: one level of {sizes[0]} questions"
        licence = LICENCE.search(source)
        if licence and literal(licence[1]) not in row:
            yield f"docs/tasks.md: {task}: no licence {literal(licence[1])}"
    for name in sorted(os.listdir(os.path.join(root, "src/task"))):
        if name.endswith(".cc") and not name.endswith("_test.cc"):
            for text in SCORES.findall(read(root, "src/task", name)):
                for score in re.findall(r'"([a-z0-9_]+)"', "".join(text)):
                    if f"`{score}`" not in page:
                        yield f"docs/tasks.md: no score `{score}` of src/task/{name}"


def anchors(text):
    """The parts of a document that a link can name, as GitHub makes them of its headings."""
    found = set()
    for heading in HEADING.findall(FENCE.sub("", text)):
        plain = re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
        while plain in found:
            plain += "-1"
        found.add(plain)
    return found


def documents(root):
    for parent, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders
                            if not name.startswith((".git", "build")) and name not in ("node_modules", "__pycache__"))
        for name in sorted(names):
            if name.endswith(".md"):
                yield os.path.join(parent, name)


def check_links(root):
    for path in documents(root):
        text = read(path)
        shown = os.path.relpath(path, root)
        for link in LINK.findall(CODE.sub("", FENCE.sub("", text))):
            if SCHEME.match(link):
                continue
            target, _, part = link.partition("#")
            full = os.path.normpath(os.path.join(os.path.dirname(path), target)) if target else path
            if not os.path.exists(full):
                yield f"{shown}: {link} leads nowhere"
            elif part and full.endswith(".md") and part not in anchors(read(full)):
                yield f"{shown}: {link}: {os.path.relpath(full, root)} has no such heading"


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
    root = os.path.abspath(root)
    breaches = [*check_methods(root), *check_scorers(root), *check_tasks(root), *check_links(root)]
    for breach in breaches:
        print(breach)
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
