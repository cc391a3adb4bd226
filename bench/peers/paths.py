"""What answers that grow step by step need beside its_hub: how long they are, and how likely a judge says Yes."""
import math

END = "\x03"  # after the last step of a path; the models do not say it
UNKNOWN = 0.5  # neither good nor bad


class PathLengths:
    """The tokens of paths, so that steps together are no longer than one reply may be."""

    def __init__(self, most):
        self.most = most
        self.forget()

    def forget(self):
        self._tokens = {"": 0}  # by what was said so far

    def left(self, said):
        """Tokens that the next step may have."""
        return max(1, self.most - self._tokens[said])

    def add(self, said, step, tokens):
        """Takes in a step after what was said; whether the path is as long as it may be."""
        self._tokens[said + step] = self._tokens[said] + tokens
        return self._tokens[said + step] >= self.most


def chance_of_yes(choice):
    """P(Yes) / (P(Yes) + P(No)) at the first token of a reply, whatever its case and the space around it."""
    chances = {"yes": 0.0, "no": 0.0}
    first = ((choice.get("logprobs") or {}).get("content") or [{}])[0]
    for alternative in first.get("top_logprobs", []):
        word = alternative["token"].strip().lower()
        if word in chances:
            chances[word] += math.exp(alternative["logprob"])
    told = sum(chances.values())
    return chances["yes"] / told if told > 0 else UNKNOWN
