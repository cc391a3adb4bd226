"""its_hub's searches with the same steps, limits and judge as Ponder's. Runs in its_hub's environment."""
import asyncio
import os

import aiohttp
import its_hub
from its_hub.api.types import GenerationUsage
from its_hub.core.algorithms.beam_search import BeamSearch
from its_hub.core.algorithms.particle_gibbs import ParticleFiltering

from paths import END, PathLengths, chance_of_yes

BORDER = "\n\n"
ALTERNATIVES = 20  # of the judge's one token, as in Ponder
TASK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "src", "scorer", "prompts",
                    "judge_steps.en.txt")


class Policy(its_hub.AbstractLanguageModel):
    """Makes steps through its_hub's client, and marks the last one of a path.

    By itself its_hub looks for a mark in the text alone: it would go on asking a model that has ended, and has no
    limit for a path as a whole.
    """

    def __init__(self, client, settings):
        self.client = client  # with include_raw_choices
        self.step_tokens = settings["step_tokens"]
        self.lengths = PathLengths(settings["max_tokens"])

    async def agenerate(self, messages, stop=None, temperature=None, include_stop_str_in_output=None, **_):
        if isinstance(messages[0], list):
            return await asyncio.gather(*(self._step(one, stop, temperature) for one in messages))
        return await self._step(messages, stop, temperature)

    async def _step(self, messages, stop, temperature):
        said = messages[-1].content if messages[-1].role == "assistant" else ""
        usage = GenerationUsage()
        longest = self.lengths.left(said)
        if self.step_tokens:
            longest = min(longest, self.step_tokens)
        reply = await self.client.agenerate_single(
            messages, stop=stop, max_completion_tokens=longest, temperature=temperature,
            include_stop_str_in_output=True, usage_accumulator=usage)
        step, choice = reply["content"], reply["_raw_choice"]
        full = self.lengths.add(said, step, usage.completion_tokens)
        over = full or (choice["stop_reason"] is None and choice["finish_reason"] != "length")
        return {"role": "assistant", "content": step + END if over else step}


class Judge(its_hub.AbstractProcessRewardModel):
    """Asks the same model what Ponder's scorer `judge` asks, of all paths at once: one token each."""

    def __init__(self, url, model):
        self.url, self.model, self.session = f"{url}/chat/completions", model, None
        with open(TASK, encoding="utf-8") as text:
            self.task = text.read().rstrip("\n")

    def score(self, prompt_or_messages, steps):
        raise NotImplementedError("only ascore")

    async def ascore(self, prompt_or_messages, steps):
        if self.session is None:
            self.session = aiohttp.ClientSession(raise_for_status=True)
        return await asyncio.gather(*(self._score(prompt_or_messages, text) for text in steps))

    async def _score(self, question, text):
        turns = [("user", question), ("assistant", text), ("user", self.task)]
        body = {"model": self.model, "messages": [{"role": role, "content": said} for role, said in turns],
                "max_tokens": 1, "temperature": 0, "logprobs": True, "top_logprobs": ALTERNATIVES}
        async with self.session.post(self.url, json=body) as reply:
            return chance_of_yes((await reply.json())["choices"][0])


class Searches:
    """By name. `n` is its_hub's budget; of it, n / width paths are kept and each goes on `width` times."""

    def __init__(self, client, url, settings):
        self.policy = Policy(client, settings)
        judge = Judge(url, settings["model"])
        # It ends a path one step late, and takes the mark of the end out of the text.
        border = {"tokens_per_step": settings["step_tokens"]} if settings["step_tokens"] else {"step_token": BORDER}
        steps = its_hub.StepGeneration(max_steps=settings["max_steps"] - 1, stop_token=END, **border,
                                       temperature=settings["temperature"], include_stop_str_in_output=True)
        self.by_name = {"beam_search": BeamSearch(steps, judge, settings["n"] // settings["width"]),
                        "particle_filter": ParticleFiltering(steps, judge)}

    async def ask(self, name, text, n):
        self.policy.lengths.forget()
        return (await self.by_name[name].ainfer(self.policy, text, n))["content"]
