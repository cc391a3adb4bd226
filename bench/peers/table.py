"""The table of rows."""
import math

HEAD = ["row", "right", "accuracy %", "wall s", "generated", "prompt computed", "prompt cached", "requests", "failed"]
Z = 1.959964  # of 95 %


def wilson(right, asked):
    """The 95 % interval of a share."""
    share = right / asked
    middle = share + Z * Z / (2 * asked)
    half = Z * math.sqrt(share * (1 - share) / asked + Z * Z / (4 * asked * asked))
    scale = 1 + Z * Z / asked
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def cells(row):
    if not row["asked"]:
        return [row["name"], *["-"] * (len(HEAD) - 1)]
    low, high = wilson(row["right"], row["asked"])
    accuracy = f"{100 * row['right'] / row['asked']:.1f} [{100 * low:.1f}, {100 * high:.1f}]"
    return [row["name"], f"{row['right']}/{row['asked']}", accuracy, f"{row['seconds']:.1f}",
            *(str(row[name]) for name in ("generated", "computed", "cached", "requests", "failed"))]


def table(rows):
    """As Markdown, padded so that it reads well in a terminal."""
    lines = [HEAD, *map(cells, rows)]
    widths = [max(map(len, column)) for column in zip(*lines)]
    text = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |" for line in lines]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([text[0], rule, *text[1:]])
