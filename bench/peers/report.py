"""What a run says at its end, as text and as JSON."""
import os
import platform
import re

import ratios
from table import table

SETTINGS = ("n", "max_tokens", "temperature", "seed", "threads", "context", "task", "data", "rows", "width",
            "max_steps", "step_tokens", "server_slots", "ponder_flags")


def machine():
    """The processor, and how busy it was before the run."""
    name = platform.processor() or platform.machine()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            found = re.search(r"^model name\s*:\s*(.*)$", lines.read(), re.MULTILINE)
        name = found[1] if found else name
    return {"processor": name, "processors": os.cpu_count(), "load": round(os.getloadavg()[0], 2)}


def same_prompts(plain, ponder):
    """How many questions were as many tokens to llama-server as to Ponder, of those that both were asked."""
    both = plain.prompt_tokens.keys() & ponder.prompt_tokens.keys()
    return sum(plain.prompt_tokens[text] == ponder.prompt_tokens[text] for text in both), len(both)


def notes(programs, rows):
    """What a reader of the table must know about this run."""
    if programs.plain and programs.ponder:
        same, both = same_prompts(programs.plain, programs.ponder)
        yield f"{same} of {both} prompts have the same number of tokens in llama-server and in Ponder"
    if programs.ponder:
        yield f"left out of the wall time: {programs.ponder.start_seconds:.1f} s to start ponder ask for each question"
    for row in rows:
        if row["other_words"]:
            yield f"{row['name']}: {row['other_words']} questions were put in other words"
        if row["failed"]:
            yield f"{row['name']}: {row['failed']} failed, the first one: {row['first_error']}"
    for missing in programs.missing:
        yield f"could not run: {missing}"


def make(programs, asked, about_machine, stopped):
    rows = [row.totals() | {"replies": row.replies} for row in programs.rows]
    values, lines = ratios.of_rows(programs.rows)
    return {"model": os.path.basename(programs.args.model), "questions": len(asked),
            "settings": {name: getattr(programs.args, name) for name in SETTINGS}, "versions": programs.versions,
            "server_command": programs.server.command if programs.server else None, "machine": about_machine,
            "notes": list(notes(programs, rows)) + ([stopped] if stopped else []), "ratios": values,
            "ratio_lines": lines, "rows": rows}


def text(result):
    settings, about = result["settings"], result["machine"]
    head = [f"{result['questions']} questions of {settings['task'] or os.path.basename(settings['data'])}, "
            f"{result['model']}, n = {settings['n']}, replies of at most {settings['max_tokens']} tokens, "
            f"temperature {settings['temperature']}, seed {settings['seed']}",
            f"{about['processor']}, {settings['threads']} threads of {about['processors']} processors, load before "
            f"the run {about['load']}", ", ".join(f"{name} {version}" for name, version in result["versions"].items())]
    return "\n".join([*head, "", table(result["rows"]), "", *(f"- {note}" for note in result["notes"]),
                      *([""] if result["ratio_lines"] else []), *result["ratio_lines"]])
