"""Questions with a number as the answer, and the one reader of answers for all programs."""
import decimal
import json
import pathlib
import re
import subprocess
import tempfile
from dataclasses import dataclass

# Part of the user's turn, so that every program shows the model the same words.
INSTRUCTION = ("Work this out step by step. Then end with one line that has #### and after it the result as a "
               "plain number.")
MARKED = (re.compile(r"####([^\n]*)"), re.compile(r"\\boxed\{([^{}]*)\}"))
NUMBER = re.compile(r"(?:(?<!\d)-)?[$€£]?\d+(?:,\d{3})*(?:\.\d+)?")


@dataclass(frozen=True)
class Question:
    text: str  # what the model is asked, the instruction included
    gold: str  # as plain_number writes it


def plain_number(text):
    """"$1,250.50" as "1250.5": the same number is the same text."""
    value = decimal.Decimal(re.sub(r"[^\d.-]", "", text))
    return format(value.normalize(), "f") if value else "0"


def read_answer(reply):
    """The number after the last mark (####, else a box), else the last number of all; None where there is none."""
    for mark in MARKED:
        for part in reversed(mark.findall(reply)):
            if found := NUMBER.search(part):
                return plain_number(found[0])
    numbers = NUMBER.findall(reply)
    return plain_number(numbers[-1]) if numbers else None


def with_instruction(question):
    return f"{question.strip()}\n\n{INSTRUCTION}"


def read_gold(text, where):
    gold = NUMBER.fullmatch(text.strip())
    if not gold:
        raise ValueError(f"{where}: the right answer is no number: {text.strip()[:40]!r}")
    return plain_number(gold[0])


def load(path, limit):
    """The first questions of a file as GSM8K has it: JSON lines, "question", "answer" with "#### GOLD" at its end."""
    questions = []
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if len(questions) == limit:
                break
            where = f"{path}:{number}"
            try:
                row = json.loads(line)
                question, answer = row["question"], row["answer"]
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"{where}: not an object with question and answer") from error
            questions.append(Question(with_instruction(question), read_gold(answer.split("####")[-1], where)))
    if not questions:
        raise ValueError(f"{path}: no questions")
    return questions


def of_task(ponder, model, task, limit, seed):
    """Questions of one of Ponder's tasks. They are read from the log of a study that generates one token each."""
    with tempfile.TemporaryDirectory(prefix="peers-") as folder:
        out = pathlib.Path(folder, "study")
        command = [ponder, "eval", task, "--methods", "direct", "--limit", str(limit), "--seed", str(seed),
                   "--max-tokens", "1", "--model", model, "--out", str(out)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise ValueError(f"--task {task}: {done.stderr.strip().splitlines()[-1]}")
        rows = [json.loads(line) for line in (out / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    rows.sort(key=lambda row: [int(part) for part in re.findall(r"\d+", row["item"])])
    return [Question(with_instruction(row["question"]), read_gold(row["gold"], f"--task {task}")) for row in rows]


def save(questions, path):
    """In the layout that load reads, the instruction in the question."""
    with open(path, "w", encoding="utf-8") as out:
        for question in questions:
            out.write(json.dumps({"question": question.text, "answer": f"#### {question.gold}"}) + "\n")
