#!/usr/bin/env python3
"""LangChain's package for OpenAI, unmodified, against `ponder serve`."""
import typing

import lab

lab.need_model()
lab.need_package("langchain_openai")

import pydantic  # noqa: E402
from langchain_core.messages import HumanMessage, SystemMessage, ToolMessage  # noqa: E402
from langchain_core.tools import tool  # noqa: E402
from langchain_openai import ChatOpenAI, OpenAIEmbeddings  # noqa: E402


class Colour(pydantic.BaseModel):
    """A colour, and whether it is a bright one."""

    colour: typing.Literal["red", "green", "blue"]
    bright: bool


@tool
def get_weather(city: typing.Literal["Oslo", "Paris"]) -> str:
    """The weather of a city now."""
    return f"It rains in {city}."


class LangChain(lab.Served):
    flags = lab.TOOL_FLAGS

    def model(self, **fields):
        return ChatOpenAI(**{"base_url": self.server.url + "/v1", "api_key": "none", "model": self.server.model,
                             "seed": 1, "max_tokens": 40, "max_retries": 0, "timeout": 120, "temperature": 0.7,
                             **fields})

    def test_invoke(self):
        turns = [SystemMessage("Be brief."), HumanMessage("What is 2 + 3?")]
        reply = self.model().invoke(turns)
        self.assertNotEqual(reply.content, "")
        self.assertIn(reply.response_metadata["finish_reason"], ("stop", "length"))
        self.assertEqual(reply.usage_metadata["total_tokens"],
                         reply.usage_metadata["input_tokens"] + reply.usage_metadata["output_tokens"])
        self.assertEqual(self.model().invoke(turns).content, reply.content)

    def test_stream(self):
        model = self.model(stream_usage=True)
        chunks = list(model.stream("What is 2 + 3?"))
        whole = chunks[0]
        for chunk in chunks[1:]:
            whole += chunk
        reply = model.invoke("What is 2 + 3?")
        self.assertEqual(whole.content, reply.content)
        self.assertEqual(whole.usage_metadata["output_tokens"], reply.usage_metadata["output_tokens"])
        self.assertGreater(len(chunks), 3)

    def test_batch(self):
        replies = self.model().batch(["What is 2 + 3?", "Name a colour.", "What is 2 + 3?"])
        self.assertEqual(replies[0].content, replies[2].content)

    def test_methods_in_the_extra_body(self):
        vote = {"method": "self_consistency", "options": {"n": 3, "prompt": "plain"}}
        reply = self.model(extra_body={"ponder": vote}).invoke("2 + 3?")
        one = self.model().invoke("2 + 3?")
        self.assertGreater(reply.usage_metadata["output_tokens"], one.usage_metadata["output_tokens"])

    def test_structured_output(self):
        for way in ("json_schema", "function_calling"):
            with self.subTest(way=way):
                model = self.model(max_tokens=150).with_structured_output(Colour, method=way)
                self.assertIsInstance(model.invoke("Name a colour."), Colour)

    def test_tools(self):
        model = self.model(max_tokens=150).bind_tools([get_weather], tool_choice="get_weather")
        asked = HumanMessage("What is the weather in Paris?")
        reply = model.invoke([asked])
        self.assertTrue(reply.tool_calls)
        [call, *_] = reply.tool_calls
        self.assertEqual(call["name"], "get_weather")
        results = [get_weather.invoke(each) for each in reply.tool_calls]
        self.assertIsInstance(results[0], ToolMessage)
        told = self.model().bind_tools([get_weather]).invoke([asked, reply, *results])
        self.assertTrue(told.content or told.tool_calls)

    def test_tools_in_a_stream(self):
        model = self.model(max_tokens=150).bind_tools([get_weather], tool_choice="any")
        chunks = list(model.stream("What is the weather in Paris?"))
        whole = chunks[0]
        for chunk in chunks[1:]:
            whole += chunk
        self.assertEqual([call["name"] for call in whole.tool_calls][:1], ["get_weather"])

    def test_logprobs(self):
        reply = self.model(logprobs=True, top_logprobs=2).invoke("What is 2 + 3?")
        self.assertEqual(len(reply.response_metadata["logprobs"]["content"][0]["top_logprobs"]), 2)

    def test_the_responses_page(self):
        reply = self.model(use_responses_api=True, seed=None).invoke("What is 2 + 3?")
        self.assertNotEqual(reply.text, "")

    def test_embeddings(self):
        embed = OpenAIEmbeddings(base_url=self.server.url + "/v1", api_key="none", model=self.server.model,
                                 max_retries=0, check_embedding_ctx_length=False)
        vectors = embed.embed_documents(["a red apple", "the sea"])
        self.assertEqual(len(vectors), 2)
        self.assertEqual(len(vectors[0]), len(embed.embed_query("a red apple")))


if __name__ == "__main__":
    lab.main()
