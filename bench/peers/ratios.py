"""Ponder's rows beside the rivals' rows that do the same, question by question. Above 1: Ponder is better."""
import statistics


def seconds(reply):
    return reply["seconds"]


def seconds_a_token(reply):
    return reply["seconds"] / reply["generated"]


MEASURES = {"wall": (seconds, 1, "s"), "wall a token": (seconds_a_token, 1000, "ms")}


def replied(reply):
    return not reply["error"] and reply["generated"] > 0 and reply["seconds"] > 0


def pairs(rows):
    """(a row, the rival's row that it stands beside), of those that ran."""
    by_name = {row.name: row for row in rows}
    return [(row, by_name[row.beside]) for row in rows if row.beside in by_name]


def both(ours, theirs):
    """(number of the question, our reply, theirs) where both gave one."""
    numbered = enumerate(zip(ours.replies, theirs.replies), 1)
    return [(number, *replies) for number, replies in numbered if all(map(replied, replies))]


def of_pair(ours, theirs):
    """One entry a measure: its ratios of the questions that both answered, in order."""
    asked = both(ours, theirs)
    return {name: [of(their) / of(our) for _, our, their in asked] for name, (of, _, _) in MEASURES.items()}


def lines(ours, theirs):
    for name, (of, scale, unit) in MEASURES.items():
        for number, our, their in both(ours, theirs):
            yield (f"ratio {ours.name}, {name}, question {number}: {of(their) / of(our):.3f} "
                   f"({scale * of(our):.2f} {unit}, {theirs.name} {scale * of(their):.2f})")
        values = of_pair(ours, theirs)[name]
        if values:
            yield f"median {ours.name}, {name}: {statistics.median(values):.3f} of {len(values)} questions"


def of_rows(rows):
    """As JSON has them, and as lines."""
    found = pairs(rows)
    return ([{"row": ours.name, "beside": theirs.name, **of_pair(ours, theirs)} for ours, theirs in found],
            [line for ours, theirs in found for line in lines(ours, theirs)])
