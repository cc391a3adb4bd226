"""Runs its_hub in its own environment: a line of JSON in with a question, a line out with the reply.

its_hub_worker.py URL SETTINGS    the settings are an object of JSON: ItsHub in rivals.py makes it
"""
import asyncio
import json
import random
import sys

import its_hub

from its_hub_search import Searches
from questions import read_answer


def projection(reply):
    """What replies vote for. Those without an answer vote for nobody else's."""
    return read_answer(reply) or object()


class Algorithms:
    def __init__(self, url, settings):
        self.url, self.settings = url, settings
        self.policy = self.language_model(settings["temperature"])
        judge = self.language_model(0.0)
        self.by_name = {"self_consistency": its_hub.SelfConsistency(projection),
                        "beta_self_consistency": its_hub.BetaSelfConsistency(
                            consistency_space_projection_func=projection),
                        "best_of_n": its_hub.BestOfN(its_hub.LLMJudge(judge))}
        steps = self.language_model(settings["temperature"], include_raw_choices=True)
        self.searches = Searches(steps, url, settings)

    def language_model(self, temperature, **flags):
        return its_hub.OpenAICompatibleLanguageModel(
            endpoint=self.url, api_key="none", model_name=self.settings["model"],
            max_completion_tokens=self.settings["max_tokens"], temperature=temperature, **flags)

    async def ask(self, name, text):
        n = self.settings["n"]
        if name in self.searches.by_name:
            return await self.searches.ask(name, text, n)
        reply = await self.by_name[name].ainfer(self.policy, text, n)
        return reply.get("content") or ""


async def main():
    url, settings = sys.argv[1], json.loads(sys.argv[2])
    random.seed(settings["seed"])  # its ties and draws; the server draws the samples
    algorithms = Algorithms(url, settings)
    print(json.dumps({"version": its_hub.__version__}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"text": await algorithms.ask(request["algorithm"], request["text"])}
        except Exception as error:  # whatever it is, it is this question's result
            answer = {"error": f"{type(error).__name__}: {error}"[:300]}
        print(json.dumps(answer), flush=True)


asyncio.run(main())
