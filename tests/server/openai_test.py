#!/usr/bin/env python3
"""The unmodified `openai` package against `ponder serve`: chat, streams, errors, time-outs, methods and effort."""
import time

import lab

lab.need_model()
lab.need_package("openai")

import openai  # noqa: E402

LEVELS = ["none", "minimal", "low", "medium", "high", "xhigh"]


def told(chunks, choice=0, field="content"):
    """The text of a choice of a stream."""
    deltas = [each.delta for chunk in chunks for each in chunk.choices if each.index == choice]
    return "".join(getattr(delta, field, None) or "" for delta in deltas)


class Chat(lab.Served):
    def test_a_reply(self):
        reply = self.chat()
        self.assertEqual((reply.object, reply.model), ("chat.completion", self.server.model))
        self.assertTrue(reply.id.startswith("chatcmpl-"))
        self.assertLess(abs(reply.created - time.time()), 100)
        [choice] = reply.choices
        self.assertEqual((choice.index, choice.message.role), (0, "assistant"))
        self.assertIn(choice.finish_reason, ("stop", "length"))
        self.assertNotEqual(choice.message.content, "")
        usage = reply.usage
        self.assertGreater(usage.prompt_tokens, 5)
        self.assertEqual(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens)
        self.assertLessEqual(usage.completion_tokens, 24)
        self.assertGreaterEqual(usage.prompt_tokens_details.cached_tokens, 0)
        self.assertEqual(usage.completion_tokens_details.reasoning_tokens, 0)

    def test_the_limit_is_kept_and_said(self):
        for name in ("max_tokens", "max_completion_tokens"):
            reply = self.chat(messages=lab.STORY, **{"max_tokens": openai.omit, name: 7})
            self.assertEqual((reply.choices[0].finish_reason, reply.usage.completion_tokens), ("length", 7))

    def test_the_same_seed_gives_the_same_answer(self):
        first, again = (self.chat(seed=11, temperature=1.0).choices[0].message.content for _ in range(2))
        self.assertEqual(first, again)
        others = {self.chat(seed=seed, temperature=1.0).choices[0].message.content for seed in (12, 13, 14)}
        self.assertGreater(len(others | {first}), 1)

    def test_stop(self):
        whole = self.chat(messages=lab.STORY, temperature=0).choices[0].message.content
        word = whole.split()[4]
        for stop in (word, [word, "never said"]):
            choice = self.chat(messages=lab.STORY, temperature=0, stop=stop).choices[0]
            self.assertEqual(choice.message.content.rstrip(), whole[:whole.index(word)].rstrip())
            self.assertEqual(choice.finish_reason, "stop")

    def test_n(self):
        one = self.chat(temperature=1.0).choices[0].message.content
        reply = self.chat(temperature=1.0, n=2)
        self.assertEqual([choice.index for choice in reply.choices], [0, 1])
        texts = [choice.message.content for choice in reply.choices]
        self.assertEqual(texts[0], one)
        self.assertNotEqual(texts[1], one)

    def test_turns(self):
        turns = [{"role": "system", "content": "Be brief."}, {"role": "developer", "content": "Be kind."},
                 {"role": "user", "content": [{"type": "text", "text": "Say "}, {"type": "text", "text": "hello."}]},
                 {"role": "assistant", "content": "Hello."}, {"role": "user", "content": "Again.", "name": "mina"}]
        for many in (turns[:1] + turns[2:], turns[1:]):
            self.assertNotEqual(self.chat(messages=many).choices[0].message.content, "")

    def test_a_partial_answer_is_continued(self):
        whole = self.chat(messages=lab.STORY, temperature=0).choices[0].message.content
        begun = whole[:whole.index(" ", len(whole) // 2)]
        rest = self.chat(messages=[*lab.STORY, {"role": "assistant", "content": begun}], temperature=0)
        self.assertIn(rest.choices[0].message.content.strip()[:12], whole[len(begun):])

    def test_fields_without_effect_are_named(self):
        reply = self.chat(user="somebody", extra_body={"nonsense": 1})
        said = " ".join(reply.model_extra["ponder"]["warnings"])
        self.assertIn("nonsense", said)

    def test_the_async_client(self):
        import asyncio

        async def both():
            async with openai.AsyncOpenAI(base_url=self.server.url + "/v1", api_key="none", max_retries=0) as client:
                create = client.chat.completions.create
                ask = {"model": self.server.model, "messages": lab.ASKED, "max_tokens": 12, "seed": 1}
                return await asyncio.gather(create(**ask), create(**ask))

        first, second = asyncio.run(both())
        self.assertEqual(first.choices[0].message, second.choices[0].message)


class Stream(lab.Served):
    def stream(self, **fields):
        return list(self.chat(stream=True, stream_options={"include_usage": True}, **fields))

    def test_says_what_the_reply_says(self):
        for method in ("direct", "self_consistency", "best_of_n", "budget_forcing", "chain_of_thought",
                       "chain_of_draft"):
            with self.subTest(method=method):
                ask = {"model": f"{self.server.model}@{method}", "max_tokens": 40}
                whole, chunks = self.chat(**ask), self.stream(**ask)
                message = whole.choices[0].message
                self.assertEqual(told(chunks), message.content)
                for field in ("reasoning_content", "reasoning"):
                    self.assertEqual(told(chunks, field=field), getattr(message, field, None) or "")
                finish = [each.finish_reason for chunk in chunks for each in chunk.choices if each.finish_reason]
                self.assertEqual(finish, [whole.choices[0].finish_reason])
                self.assertEqual(chunks[0].choices[0].delta.role, "assistant")
                self.assertEqual(chunks[-1].choices, [])
                self.assertEqual(chunks[-1].usage.completion_tokens, whole.usage.completion_tokens)
                self.assertEqual(len({chunk.id for chunk in chunks}), 1)
                self.assertEqual({chunk.object for chunk in chunks}, {"chat.completion.chunk"})
                self.assertEqual(chunks[-1].model_extra["ponder"]["method"], method)

    def test_of_several_choices(self):
        whole, chunks = self.chat(n=2, temperature=1.0), self.stream(n=2, temperature=1.0)
        for choice in whole.choices:
            self.assertEqual(told(chunks, choice.index), choice.message.content)

    def test_usage_only_when_asked(self):
        chunks = list(self.chat(stream=True))
        self.assertEqual([chunk.usage for chunk in chunks], [None] * len(chunks))
        self.assertTrue(all(chunk.choices for chunk in chunks))

    def test_text_arrives_while_it_is_made(self):
        times = [time.monotonic() for chunk in self.chat(messages=lab.STORY, max_tokens=100, stream=True)]
        self.assertGreater(len(times), 20)
        self.assertGreater(times[-1] - times[5], 0.05)

    def test_the_helper_of_the_package(self):
        ask = {"stop": ".", "max_tokens": 200}  # it takes a reply that was cut for an error
        with self.client().chat.completions.stream(model=self.server.model, messages=lab.ASKED, seed=1,
                                                   **ask) as stream:
            final = stream.until_done().get_final_completion()
        self.assertEqual(final.choices[0].message.content, self.chat(**ask).choices[0].message.content)


class Errors(lab.Served):
    def test_bad_values_name_the_field(self):
        for field, value in (("temperature", -1), ("n", 0), ("max_tokens", 0), ("stop", [1]), ("messages", [])):
            with self.subTest(field=field):
                with self.assertRaises(openai.BadRequestError) as caught:
                    self.chat(**{field: value})
                self.assertEqual(caught.exception.param.split("[")[0], field)
                self.assertEqual(caught.exception.type, "invalid_request_error")
                self.assertIn(field, caught.exception.message)

    def test_unknown_names(self):
        for model in ("gpt-9", self.server.model + "@nothing"):
            with self.subTest(model=model):
                with self.assertRaises(openai.NotFoundError) as caught:
                    self.chat(model=model)
                self.assertEqual(caught.exception.status_code, 404)

    def test_also_of_streams(self):
        with self.assertRaises(openai.BadRequestError):
            self.chat(stream=True, temperature=-1)
        with self.assertRaises(openai.NotFoundError):
            self.chat(stream=True, model="gpt-9")

    def test_too_long_a_conversation(self):
        with self.assertRaises(openai.BadRequestError) as caught:
            self.chat(messages=[{"role": "user", "content": "word " * 3000}])
        self.assertEqual(caught.exception.code, "context_length_exceeded")


class GoneClients(lab.Served):
    LONG = {"messages": lab.STORY, "max_tokens": 900, "n": 8, "temperature": 1.0}

    def answers_soon(self):
        """What was left behind would take minutes."""
        begin = time.monotonic()
        self.assertNotEqual(self.chat().choices[0].message.content, "")
        self.assertLess(time.monotonic() - begin, 15)

    def test_a_time_out_frees_the_server(self):
        for _ in range(4):
            with self.assertRaises(openai.APITimeoutError):
                self.client().with_options(timeout=0.5).chat.completions.create(model=self.server.model, **self.LONG)
        self.answers_soon()

    def test_a_stream_that_is_closed(self):
        for _ in range(4):
            stream = self.chat(stream=True, **self.LONG)
            for _ in range(3):
                next(stream)
            stream.close()
        self.answers_soon()


class Methods(lab.Served):
    def test_by_name_and_by_object(self):
        named = self.chat(model=self.server.model + "@best_of_n",
                          extra_body={"ponder": {"options": {"n": 3}, "scorer": "logprob"}})
        object_ = self.chat(extra_body={"ponder": {"method": "best_of_n", "options": {"n": 3}, "scorer": "logprob"}})
        self.assertEqual(named.choices[0].message, object_.choices[0].message)
        ponder = named.model_extra["ponder"]
        self.assertEqual((ponder["method"], len(ponder["candidates"])), ("best_of_n", 3))
        self.assertEqual(ponder["candidates"][ponder["chosen"]]["text"], named.choices[0].message.content)
        self.assertEqual(sum(each["tokens"] for each in ponder["candidates"]), ponder["usage"]["completion_tokens"])
        self.assertEqual(named.usage.completion_tokens,
                         ponder["usage"]["completion_tokens"] + ponder["usage"]["scorer_tokens"])

    def test_a_budget_is_kept(self):
        reply = self.chat(messages=lab.STORY, max_tokens=100, extra_body={
            "ponder": {"method": "self_consistency", "options": {"n": 4}, "budget": {"tokens": 60}}})
        self.assertLessEqual(reply.usage.completion_tokens, 60)

    def test_thinking_is_apart(self):
        message = self.chat(model=self.server.model + "@budget_forcing", max_tokens=80).choices[0].message
        self.assertTrue(message.reasoning_content)
        self.assertEqual(message.reasoning_content, message.reasoning)
        self.assertNotIn(message.reasoning, message.content)


class Effort(lab.Served):
    def test_levels(self):
        replies = {level: self.chat(reasoning_effort=level, max_tokens=16) for level in LEVELS}
        for level, reply in replies.items():
            self.assertEqual(reply.model_extra["ponder"]["effort"], level)
        plain = self.chat(max_tokens=16)
        self.assertEqual(replies["none"].choices, plain.choices)
        self.assertEqual(replies["none"].model_extra["ponder"]["method"], "direct")
        self.assertGreater(replies["high"].usage.completion_tokens, plain.usage.completion_tokens)

    def test_auto(self):
        reply = self.chat(extra_body={"reasoning_effort": "auto"}, max_tokens=16)
        self.assertEqual(reply.model_extra["ponder"]["effort"], "auto")

    def test_an_unknown_level(self):
        with self.assertRaises(openai.BadRequestError) as caught:
            self.chat(reasoning_effort="enormous")
        self.assertEqual(caught.exception.param, "reasoning_effort")

    def test_other_spellings_are_not_passed_over(self):
        """Each takes effect, or is refused, or is named among the warnings."""
        for fields in ({"chat_template_kwargs": {"enable_thinking": False}}, {"enable_thinking": False},
                       {"chat_template_kwargs": {"thinking": True}}, {"thinking_budget": 30},
                       {"thinking_token_budget": 30}, {"reasoning_budget_tokens": 30}, {"thinking_budget_tokens": 30},
                       {"custom_params": {"thinking_budget": 30}}, {"nvext": {"max_thinking_tokens": 30}},
                       {"reasoning_max_tokens": 30}, {"reasoning": {"effort": "low"}},
                       {"reasoning": {"max_tokens": 30}}, {"reasoning": {"enabled": False}},
                       {"thinking": {"type": "disabled"}}, {"thinking": {"type": "enabled", "budget_tokens": 1024}},
                       {"include_reasoning": False}):
            with self.subTest(fields=fields):
                [name] = fields
                try:
                    ponder = self.chat(extra_body=fields, max_tokens=16).model_extra["ponder"]
                except openai.BadRequestError as error:
                    self.assertTrue(error.param.startswith(name), error)
                    continue
                ignored = [text for text in ponder["warnings"] if text == f"{name}: has no effect here"]
                self.assertEqual(ignored, [])

    def test_a_thinking_budget_is_kept(self):
        for name in ("thinking_budget", "thinking_token_budget", "reasoning_budget_tokens"):
            reply = self.chat(extra_body={name: 12, "ponder": {"method": "budget_forcing"}}, max_tokens=80)
            self.assertLessEqual(reply.usage.completion_tokens_details.reasoning_tokens, 12, name)


class Keys(lab.Served):
    flags = ("--api-key", "sesame-street")

    def test_a_key(self):
        create = self.client(key="sesame-street").chat.completions.create
        self.assertTrue(create(model=self.server.model, messages=lab.ASKED, max_tokens=4).choices)
        self.assertTrue(self.client(key="sesame-street").models.list().data)

    def test_a_wrong_key(self):
        for key in ("sesame", "sesame-street-1", "x"):
            with self.subTest(key=key):
                with self.assertRaises(openai.AuthenticationError) as caught:
                    self.client(key=key).chat.completions.create(model=self.server.model, messages=lab.ASKED)
                self.assertNotIn("sesame", caught.exception.message)
                with self.assertRaises(openai.AuthenticationError):
                    self.client(key=key).models.list()

    def test_health_needs_none(self):
        self.assertEqual(lab.call(self.server, "GET", "/health")[0], 200)


if __name__ == "__main__":
    lab.main()
