"""Runs its_hub in its own environment: a line of JSON in with a question, a line out with the reply.

its_hub_worker.py URL MODEL N MAX_TOKENS TEMPERATURE SEED
"""
import asyncio
import json
import random
import sys

import its_hub

from questions import read_answer


def projection(reply):
    """What replies vote for. Those without an answer vote for nobody else's."""
    return read_answer(reply) or object()


class Algorithms:
    def __init__(self, url, model, max_tokens, temperature):
        self.url, self.model, self.max_tokens = url, model, max_tokens
        self.policy = self.language_model(temperature)
        judge = self.language_model(0.0)
        self.by_name = {"self_consistency": its_hub.SelfConsistency(projection),
                        "beta_self_consistency": its_hub.BetaSelfConsistency(
                            consistency_space_projection_func=projection),
                        "best_of_n": its_hub.BestOfN(its_hub.LLMJudge(judge))}

    def language_model(self, temperature):
        return its_hub.OpenAICompatibleLanguageModel(
            endpoint=self.url, api_key="none", model_name=self.model, max_completion_tokens=self.max_tokens,
            temperature=temperature)

    async def ask(self, name, text, n):
        reply = await self.by_name[name].ainfer(self.policy, text, n)
        return reply.get("content") or ""


async def main():
    url, model, n, max_tokens, temperature, seed = sys.argv[1:]
    random.seed(int(seed))  # its ties; the server draws the samples
    algorithms = Algorithms(url, model, int(max_tokens), float(temperature))
    print(json.dumps({"version": its_hub.__version__}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"text": await algorithms.ask(request["algorithm"], request["text"], int(n))}
        except Exception as error:  # whatever it is, it is this question's result
            answer = {"error": f"{type(error).__name__}: {error}"[:300]}
        print(json.dumps(answer), flush=True)


asyncio.run(main())
