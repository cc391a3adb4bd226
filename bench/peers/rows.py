"""Rows of the table: who is asked, and what the answers cost."""
import sys
import time
from dataclasses import dataclass, field
from typing import Callable, Optional

from questions import read_answer
from rivals import Error

COSTS = ("generated", "computed", "cached", "requests")


@dataclass
class Reply:
    text: str = ""
    seconds: float = 0.0
    cost: dict = field(default_factory=lambda: dict.fromkeys(COSTS, 0))
    error: Optional[str] = None
    other_words: bool = False  # the model was never asked the question and nothing else


@dataclass
class Row:
    name: str
    ask: Optional[Callable] = None  # of a question's text and a seed: a Reply; None: all at once, afterwards
    replies: list = field(default_factory=list)  # one a question that was asked, as JSON has it
    beside: Optional[str] = None  # the name of a rival's row that does the same: ratios of both are said

    def take(self, question, reply):
        answer = None if reply.error else read_answer(reply.text)
        self.replies.append({"gold": question.gold, "answer": answer, "right": answer == question.gold,
                             "seconds": reply.seconds, **reply.cost, "error": reply.error,
                             "other_words": reply.other_words, "text": reply.text})

    def totals(self):
        def total(name):
            return sum(reply[name] for reply in self.replies)

        errors = [reply["error"] for reply in self.replies if reply["error"]]
        return {"name": self.name, "asked": len(self.replies), "right": total("right"), "seconds": total("seconds"),
                **{name: total(name) for name in COSTS}, "failed": len(errors),
                "first_error": errors[0] if errors else None, "other_words": total("other_words")}


def through_server(server, proxy, ask):
    """A row's ask, for a program that asks the server: what it cost is what the server says."""
    def measured(question, seed):
        server.counters()  # waits until nothing runs any more
        server.forget()
        before = server.counters()
        proxy.start(question)
        text, error = "", None
        begin = time.monotonic()
        try:
            text = ask(question, seed)
        except Error as failure:
            error = str(failure)
        seconds = time.monotonic() - begin
        after = server.counters()
        cost = {name: after[name] - before[name] for name in after} | {"requests": proxy.requests}
        return Reply(text, seconds, cost, error, other_words=proxy.questions == 0)
    return measured


def through_ponder(ponder, method, temperature, scorer=None):
    def measured(question, seed):
        try:
            text, seconds, cost = ponder.ask(method, question, seed, temperature, scorer)
        except Error as failure:
            return Reply(error=str(failure))
        return Reply(text, seconds, cost)
    return measured


def measure(rows, questions, seed):
    """Every question goes to all rows before the next one; who is first changes from question to question."""
    for index, question in enumerate(questions):
        turn = index % len(rows)
        for row in rows[turn:] + rows[:turn]:
            show(f"question {index + 1} of {len(questions)}: {row.name}")
            row.take(question, row.ask(question.text, seed + 1000 * index))
    show("")


def show(progress):
    if sys.stderr.isatty():
        print(f"\r\033[K{progress}", end="", file=sys.stderr, flush=True)


def measure_all_at_once(row, ponder, questions, method):
    """The row's seconds and cost are of all questions together; each has an equal part of them."""
    try:
        texts, seconds, cost = ponder.all_at_once(questions, method)
    except Error as failure:
        texts, seconds, cost, why = {}, 0.0, dict.fromkeys(COSTS, 0), str(failure)
    else:
        why = "the log of ponder eval has no answer"
    for index, question in enumerate(questions):
        part = {name: share(cost[name], index, len(questions)) for name in COSTS}
        text = texts.get(question.text)
        row.take(question, Reply(text or "", seconds / len(questions), part, why if text is None else None))


def share(total, index, count):
    """Whole numbers that add up to the total."""
    return total * (index + 1) // count - total * index // count
