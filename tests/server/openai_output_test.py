#!/usr/bin/env python3
"""The unmodified `openai` package against `ponder serve`: probabilities, structured output, tools."""
import json

import lab

lab.need_model()
lab.need_package("openai")

import openai  # noqa: E402
import pydantic  # noqa: E402

COLOURS = ["red", "green", "blue"]
SCHEMA = {"type": "object", "properties": {"colour": {"enum": COLOURS}, "bright": {"type": "boolean"}},
          "required": ["colour", "bright"], "additionalProperties": False}
WEATHER = {"type": "function", "function": {
    "name": "get_weather", "description": "The weather of a city now.",
    "parameters": {"type": "object", "required": ["city", "celsius"], "additionalProperties": False,
                   "properties": {"city": {"enum": ["Oslo", "Paris"]}, "celsius": {"type": "boolean"}}}}}
TIME = {"type": "function", "function": {
    "name": "get_time", "description": "The time in a zone.",
    "parameters": {"type": "object", "properties": {"zone": {"enum": ["UTC", "CET"]}}, "required": ["zone"],
                   "additionalProperties": False}}}
TOOLS = [WEATHER, TIME]
WHAT_WEATHER = [{"role": "user", "content": "What is the weather in Paris? Use your tools."}]


class Colour(pydantic.BaseModel):
    colour: str
    bright: bool


class Logprobs(lab.Served):
    def test_of_a_reply(self):
        choice = self.chat(logprobs=True, top_logprobs=3, temperature=0, max_tokens=12).choices[0]
        tokens = choice.logprobs.content
        self.assertTrue(tokens)
        said = b"".join(bytes(each.bytes) for each in tokens).decode("utf-8", "replace")
        self.assertIn(choice.message.content, said)
        for each in tokens:
            self.assertLessEqual(each.logprob, 0)
            self.assertEqual(len(each.top_logprobs), 3)
            self.assertEqual(each.top_logprobs[0].token, each.token)  # temperature 0
            self.assertAlmostEqual(each.top_logprobs[0].logprob, each.logprob, places=4)
            falling = [top.logprob for top in each.top_logprobs]
            self.assertEqual(falling, sorted(falling, reverse=True))

    def test_without_alternatives(self):
        choice = self.chat(logprobs=True, max_tokens=6).choices[0]
        self.assertEqual({len(each.top_logprobs) for each in choice.logprobs.content}, {0})

    def test_only_when_asked(self):
        self.assertIsNone(self.chat().choices[0].logprobs)

    def test_of_a_stream(self):
        ask = {"logprobs": True, "top_logprobs": 2, "temperature": 0, "max_tokens": 12}
        whole = self.chat(**ask).choices[0].logprobs.content
        chunks = [chunk.choices[0] for chunk in self.chat(stream=True, **ask) if chunk.choices]
        streamed = [each for choice in chunks if choice.logprobs for each in choice.logprobs.content or []]
        self.assertEqual([(each.token, each.logprob) for each in streamed],
                         [(each.token, each.logprob) for each in whole])

    def test_of_a_method_that_chooses(self):
        """The chosen answer's own, or a refusal."""
        try:
            reply = self.chat(model=self.server.model + "@best_of_n", logprobs=True, max_tokens=12)
        except openai.BadRequestError as error:
            self.assertEqual(error.param, "logprobs")
            return
        said = b"".join(bytes(each.bytes) for each in reply.choices[0].logprobs.content).decode("utf-8", "replace")
        self.assertIn(reply.choices[0].message.content, said)


class Structured(lab.Served):
    FORMAT = {"type": "json_schema", "json_schema": {"name": "colour", "schema": SCHEMA, "strict": True}}
    ASK = {"messages": [{"role": "user", "content": "Name a colour as JSON."}], "max_tokens": 120}

    def check(self, text):
        value = json.loads(text)
        self.assertEqual(set(value), {"colour", "bright"})
        self.assertIn(value["colour"], COLOURS)
        self.assertIsInstance(value["bright"], bool)

    def test_a_schema(self):
        for seed in range(3):
            choice = self.chat(response_format=self.FORMAT, temperature=1.0, **{**self.ASK, "seed": seed}).choices[0]
            self.check(choice.message.content)
            self.assertEqual(choice.finish_reason, "stop")

    def test_a_schema_as_a_stream(self):
        chunks = self.chat(response_format=self.FORMAT, stream=True, **self.ASK)
        self.check("".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices))

    def test_a_schema_of_methods(self):
        """They keep it, or refuse it."""
        for method in ("best_of_n", "self_consistency", "budget_forcing", "chain_of_thought", "chain_of_draft"):
            with self.subTest(method=method):
                try:
                    reply = self.chat(model=f"{self.server.model}@{method}", response_format=self.FORMAT, **self.ASK)
                except openai.BadRequestError as error:
                    self.assertIn("response_format", error.message)
                    continue
                self.check(reply.choices[0].message.content)

    def test_an_object(self):
        kept = 0
        for seed in range(4):
            choice = self.chat(response_format={"type": "json_object"}, max_tokens=250, seed=seed, messages=[
                {"role": "user", "content": 'Answer with JSON like {"answer": 5}: what is 2 + 3?'}]).choices[0]
            self.assertTrue(choice.message.content.lstrip().startswith("{"), choice.message.content)
            if choice.finish_reason == "stop":
                self.assertIsInstance(json.loads(choice.message.content), dict)
                kept += 1
        self.assertGreater(kept, 0)

    def test_text(self):
        ask = self.chat(response_format={"type": "text"})
        self.assertEqual(ask.choices[0].message.content, self.chat().choices[0].message.content)

    def test_parse(self):
        for completions in (self.client().chat.completions, self.client().beta.chat.completions):
            reply = completions.parse(model=self.server.model, response_format=Colour, seed=3, **self.ASK)
            self.assertIsInstance(reply.choices[0].message.parsed, Colour)


class Tools(lab.Served):
    flags = lab.TOOL_FLAGS

    def ask(self, **fields):
        return self.chat(**{"messages": WHAT_WEATHER, "tools": TOOLS, "max_tokens": 150,
                            "parallel_tool_calls": False, **fields}).choices[0]

    def check_call(self, call, names):
        self.assertEqual(call.type, "function")
        self.assertTrue(call.id)
        self.assertIn(call.function.name, names)
        arguments = json.loads(call.function.arguments)
        expected = {"get_weather": {"city", "celsius"}, "get_time": {"zone"}}[call.function.name]
        self.assertEqual(set(arguments), expected)

    def test_required(self):
        choice = self.ask(tool_choice="required")
        self.assertEqual(choice.finish_reason, "tool_calls")
        for call in choice.message.tool_calls:
            self.check_call(call, {"get_weather", "get_time"})

    def test_a_named_one(self):
        for name in ("get_weather", "get_time"):
            choice = self.ask(tool_choice={"type": "function", "function": {"name": name}})
            self.assertTrue(choice.message.tool_calls)
            for call in choice.message.tool_calls:
                self.check_call(call, {name})

    def test_none_and_auto(self):
        self.assertFalse(self.ask(tool_choice="none").message.tool_calls)
        choice = self.ask(tool_choice="auto")
        self.assertTrue(choice.message.content or choice.message.tool_calls)
        for call in choice.message.tool_calls or []:
            self.assertIn(call.function.name, {"get_weather", "get_time"})

    def test_a_round_trip(self):
        asked = self.ask(tool_choice="required", parallel_tool_calls=False)
        [call] = asked.message.tool_calls
        turns = [*WHAT_WEATHER, asked.message.model_dump(exclude_none=True),
                 {"role": "tool", "tool_call_id": call.id, "content": "It rains."}]
        told = self.ask(messages=turns, tool_choice="none")
        self.assertNotEqual(told.message.content, "")
        self.assertFalse(told.message.tool_calls)

    def test_a_stream(self):
        name, arguments, finish, ids = "", "", None, set()
        for chunk in self.chat(messages=WHAT_WEATHER, tools=TOOLS, tool_choice="required", max_tokens=150,
                               parallel_tool_calls=False, stream=True):
            for choice in chunk.choices:
                finish = choice.finish_reason or finish
                for call in choice.delta.tool_calls or []:
                    self.assertEqual(call.index, 0)
                    ids |= {call.id} - {None}
                    name += call.function.name or ""
                    arguments += call.function.arguments or ""
        whole = self.ask(tool_choice="required", parallel_tool_calls=False).message.tool_calls[0].function
        self.assertEqual((name, arguments, finish, len(ids)), (whole.name, whole.arguments, "tool_calls", 1))

    def test_methods_keep_them_or_refuse(self):
        kept = []
        for method in ("direct", "best_of_n", "self_consistency", "budget_forcing", "chain_of_thought"):
            with self.subTest(method=method):
                try:
                    choice = self.ask(model=f"{self.server.model}@{method}", tool_choice="required")
                except openai.BadRequestError as error:
                    self.assertIn("tools", error.message)
                    continue
                kept.append(method)
                self.assertTrue(choice.message.tool_calls)
        self.assertIn("direct", kept)


if __name__ == "__main__":
    lab.main()
