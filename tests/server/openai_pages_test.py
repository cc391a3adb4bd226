#!/usr/bin/env python3
"""The unmodified `openai` package against the other pages of `ponder serve`."""
import math
import time

import lab

lab.need_model()
lab.need_package("openai")

import openai  # noqa: E402
import pydantic  # noqa: E402

METHODS = ("direct", "chain_of_thought", "chain_of_draft", "self_consistency", "best_of_n", "budget_forcing")


class Models(lab.Served):
    def test_list(self):
        listed = [model.id for model in self.client().models.list()]
        self.assertEqual(listed[0], self.server.model)
        for method in METHODS:
            self.assertIn(f"{self.server.model}@{method}", listed)

    def test_one(self):
        for name in (self.server.model, self.server.model + "@best_of_n"):
            model = self.client().models.retrieve(name)
            self.assertEqual((model.id, model.object), (name, "model"))
        with self.assertRaises(openai.NotFoundError):
            self.client().models.retrieve("gpt-9")


class Completions(lab.Served):
    def complete(self, **fields):
        return self.client().completions.create(
            **{"model": self.server.model, "prompt": "Once upon a time", "max_tokens": 16, "seed": 1, **fields})

    def test_text(self):
        reply = self.complete()
        self.assertEqual((reply.object, reply.choices[0].index), ("text_completion", 0))
        self.assertNotEqual(reply.choices[0].text, "")
        self.assertEqual(reply.usage.total_tokens, reply.usage.prompt_tokens + reply.usage.completion_tokens)
        self.assertEqual(reply.choices[0].text, self.complete().choices[0].text)

    def test_a_prompt_is_not_a_turn(self):
        # Of the raw prompt four tokens or so; a chat template would add a system's turn of its own.
        self.assertLess(self.complete().usage.prompt_tokens, 10)

    def test_stream(self):
        chunks = list(self.complete(stream=True, stream_options={"include_usage": True}))
        told = "".join(choice.text for chunk in chunks for choice in chunk.choices)
        whole = self.complete()
        self.assertEqual(told, whole.choices[0].text)
        self.assertEqual(chunks[-1].usage.completion_tokens, whole.usage.completion_tokens)
        self.assertEqual({chunk.object for chunk in chunks}, {"text_completion"})

    def test_n_and_stop(self):
        self.assertEqual([choice.index for choice in self.complete(n=3, temperature=1.0).choices], [0, 1, 2])
        whole = self.complete(temperature=0).choices[0].text
        word = whole.split()[3]
        self.assertEqual(self.complete(temperature=0, stop=word).choices[0].text.rstrip(),
                         whole[:whole.index(word)].rstrip())

    def test_several_prompts_or_a_refusal(self):
        try:
            reply = self.complete(prompt=["Once upon a time", "The sea is"])
        except openai.BadRequestError as error:
            self.assertTrue(error.param.startswith("prompt"), error)
            return
        self.assertEqual(len(reply.choices), 2)
        self.assertEqual(reply.choices[0].text, self.complete().choices[0].text)

    def test_bad_fields(self):
        for field, value in (("prompt", 7), ("max_tokens", 0), ("logprobs", "many")):
            with self.subTest(field=field):
                with self.assertRaises(openai.BadRequestError) as caught:
                    self.complete(**{field: value})
                self.assertEqual(caught.exception.param, field)


class Capital(pydantic.BaseModel):
    known: bool


class Responses(lab.Served):
    flags = lab.TOOL_FLAGS

    def respond(self, **fields):
        return self.client().responses.create(
            **{"model": self.server.model, "input": "What is 2 + 3?", "max_output_tokens": 40,
               "extra_body": {"seed": 1}, **fields})

    def test_text(self):
        reply = self.respond()
        self.assertEqual(reply.object, "response")
        self.assertNotEqual(reply.output_text, "")
        usage = reply.usage
        self.assertEqual(usage.total_tokens, usage.input_tokens + usage.output_tokens)
        self.assertGreaterEqual(usage.output_tokens_details.reasoning_tokens, 0)
        self.assertGreaterEqual(usage.input_tokens_details.cached_tokens, 0)
        self.assertIn(reply.status, ("completed", "incomplete"))

    def test_a_cut_answer_is_incomplete(self):
        reply = self.respond(input="Write a very long story about a ship.", max_output_tokens=8)
        self.assertEqual((reply.status, reply.incomplete_details.reason), ("incomplete", "max_output_tokens"))

    def test_turns_and_instructions(self):
        reply = self.respond(instructions="Be brief.", input=[
            {"role": "user", "content": [{"type": "input_text", "text": "Say hello."}]},
            {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Hello."}]},
            {"role": "user", "content": "Again."}])
        self.assertNotEqual(reply.output_text, "")

    def test_stream(self):
        events = list(self.respond(stream=True))
        kinds = [event.type for event in events]
        self.assertEqual(kinds[0], "response.created")
        self.assertIn(kinds[-1], ("response.completed", "response.incomplete"))
        for kind in ("response.output_item.added", "response.content_part.added", "response.output_text.done",
                     "response.content_part.done", "response.output_item.done"):
            self.assertEqual(kinds.count(kind), 1, kinds)
        told = "".join(event.delta for event in events if event.type == "response.output_text.delta")
        self.assertEqual(told, events[-1].response.output_text)
        self.assertEqual(told, self.respond().output_text)
        numbers = [event.sequence_number for event in events]
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + len(numbers))))

    def test_thinking_is_an_item_of_its_own(self):
        reply = self.respond(model=self.server.model + "@budget_forcing", max_output_tokens=80)
        kinds = [item.type for item in reply.output]
        self.assertIn("reasoning", kinds)
        self.assertGreater(reply.usage.output_tokens_details.reasoning_tokens, 0)

    def test_effort(self):
        self.assertEqual(self.respond(reasoning={"effort": "none"}).output_text, self.respond().output_text)
        with self.assertRaises(openai.BadRequestError) as caught:
            self.respond(reasoning={"effort": "enormous"})
        self.assertEqual(caught.exception.param, "reasoning.effort")

    def test_structured(self):
        reply = self.client().responses.parse(model=self.server.model, input="Do you know it? JSON.",
                                              text_format=Capital, max_output_tokens=100)
        self.assertIsInstance(reply.output_parsed, Capital)

    def test_tools(self):
        tool = {"type": "function", "name": "roll", "description": "Rolls a die.", "strict": True, "parameters": {
            "type": "object", "properties": {"sides": {"enum": [6, 20]}}, "required": ["sides"],
            "additionalProperties": False}}
        reply = self.respond(tools=[tool], tool_choice="required", max_output_tokens=100)
        calls = [item for item in reply.output if item.type == "function_call"]
        self.assertTrue(calls)
        self.assertEqual(calls[0].name, "roll")

    def test_it_keeps_no_conversations(self):
        with self.assertRaises(openai.BadRequestError) as caught:
            self.respond(previous_response_id="resp_1")
        self.assertEqual(caught.exception.param, "previous_response_id")


class Embeddings(lab.Served):
    def embed(self, texts, **fields):
        return self.client().embeddings.create(model=self.server.model, input=texts, **fields)

    def test_both_encodings(self):
        texts = ["a red apple", "the sea"]
        # The package asks for base64 where none is named, and decodes it.
        packed, plain = self.embed(texts), self.embed(texts, encoding_format="float")
        self.assertEqual([each.index for each in plain.data], [0, 1])
        for one, other in zip(packed.data, plain.data):
            self.assertEqual(len(one.embedding), len(other.embedding))
            for x, y in zip(one.embedding, other.embedding):
                self.assertAlmostEqual(x, y, places=5)
            self.assertAlmostEqual(math.fsum(x * x for x in other.embedding), 1, places=3)
        self.assertNotEqual(plain.data[0].embedding, plain.data[1].embedding)
        self.assertGreater(plain.usage.prompt_tokens, 3)

    def test_one_text_is_as_in_a_list(self):
        one = self.embed("a red apple", encoding_format="float").data[0].embedding
        both = self.embed(["the sea", "a red apple"], encoding_format="float").data[1].embedding
        for x, y in zip(one, both):
            self.assertAlmostEqual(x, y, places=4)

    def test_bad_fields(self):
        for field, value in (("input", []), ("input", {"a": 1}), ("encoding_format", "hex")):
            with self.subTest(field=field):
                with self.assertRaises(openai.BadRequestError) as caught:
                    self.client().embeddings.create(**{"model": self.server.model, "input": "x", field: value})
                self.assertEqual(caught.exception.param, field)


class Control(lab.Served):
    LONG = {"messages": lab.STORY, "max_tokens": 900, "temperature": 1.0}

    def control(self, reply, action):
        return self.client().post("/chat/completions/control", body={"id": reply, "action": action}, cast_to=object)

    def stream(self, **fields):
        stream = self.chat(stream=True, **{**self.LONG, **fields})
        first = next(stream)
        return stream, first.id

    def test_cancel(self):
        begin = time.monotonic()
        stream, reply = self.stream(n=4)
        self.control(reply, "cancel")
        self.assertTrue([each for chunk in stream for each in chunk.choices if each.finish_reason])
        self.assertLess(time.monotonic() - begin, 30)

    def test_finish_thinking(self):
        stream, reply = self.stream(extra_body={"ponder": {"method": "budget_forcing", "options": {
            "min_thinking_tokens": 700}}})
        self.control(reply, "finish_thinking")
        told = [each for chunk in stream for each in chunk.choices]
        thought = "".join(getattr(each.delta, "reasoning", None) or "" for each in told)
        self.assertTrue("".join(each.delta.content or "" for each in told))
        self.assertLess(len(thought), 700)  # bytes: of 700 tokens there would be thousands

    def test_think_more(self):
        ask = {"messages": [{"role": "user", "content": "Name three colours, and say where each is seen."}],
               "max_tokens": 600, "extra_body": {"ponder": {"method": "budget_forcing", "options": {"waits": 0}}}}
        for seed in range(1, 9):  # a thought may end before it is asked for more, or run into its limit
            stream, reply = self.stream(**ask, seed=seed)
            try:
                self.control(reply, "think_more")
            except openai.NotFoundError:
                continue
            thought = "".join(getattr(each.delta, "reasoning", None) or "" for chunk in stream for each in chunk.choices)
            if "Wait" in thought:
                return
        self.fail("no thought went on")

    def test_unknown(self):
        with self.assertRaises(openai.NotFoundError):
            self.control("chatcmpl-never", "cancel")
        stream, reply = self.stream()
        with self.assertRaises(openai.BadRequestError) as caught:
            self.control(reply, "explode")
        self.assertEqual(caught.exception.param, "action")
        stream.close()


if __name__ == "__main__":
    lab.main()
