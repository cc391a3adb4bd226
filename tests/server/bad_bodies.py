"""Calls that are wrong, each with its status, the field that is named, and a piece of the message."""
import dataclasses

import lab

CHAT, COMPLETIONS, RESPONSES = "/v1/chat/completions", "/v1/completions", "/v1/responses"
EMBEDDINGS, CONTROL = "/v1/embeddings", "/v1/chat/completions/control"
UNSAID = "?"  # a param that is not promised: an unknown name is a 404 whose message says what there is
TOOL = {"type": "function", "function": {"name": "roll", "parameters": {"type": "object", "properties": {}}}}


@dataclasses.dataclass
class Bad:
    what: str
    status: int
    param: str | None  # None: no field is named
    message: str       # a piece of it, in any case
    body: object       # bytes as they are; anything else as JSON
    path: str = CHAT
    method: str = "POST"
    headers: dict = dataclasses.field(default_factory=dict)


def chat(what, param, message, status=400, **fields):
    return Bad(what, status, param, message, {"messages": lab.ASKED, "max_tokens": 4, **fields})


def text(what, param, message, extra, status=400):
    """A field as text of JSON, for what JSON libraries do not write."""
    return Bad(what, status, param, message, b'{"messages":[{"role":"user","content":"hi"}],' + extra + b"}")


def turns(what, param, message, *messages, status=400):
    return Bad(what, status, param, message, {"messages": list(messages), "max_tokens": 4})


def ponder(what, param, message, status=400, **fields):
    return chat(what, param, message, status, ponder=fields)


def user(content):
    return {"role": "user", "content": content}


DEEP = b'{"messages":' + b"[" * 200_000 + b"]" * 200_000 + b"}"

NO_JSON = [
    Bad("empty body", 400, "body", "JSON", b""),
    Bad("half of an object", 400, "body", "JSON", b'{"messages":'),
    Bad("text", 400, "body", "JSON", b"hello"),
    Bad("a list", 400, "body", "object", b"[1,2]"),
    Bad("a number", 400, "body", "object", b"7"),
    Bad("null", 400, "body", "object", b"null"),
    Bad("invalid UTF-8", 400, "body", "UTF-8", b'{"messages":[{"role":"user","content":"\xff\xfe"}]}'),
    Bad("a surrogate alone", 400, "body", "JSON", b'{"messages":[{"role":"user","content":"\\ud800"}]}'),
    Bad("deep JSON", 400, "body", "levels", DEEP),
    Bad("something behind the object", 400, "body", "JSON", b'{"messages":[]} {}'),
    text("NaN", "body", "JSON", b'"temperature":NaN'),
    text("infinity", "body", "JSON", b'"temperature":Infinity'),
    text("a number without end", "body", "JSON", b'"temperature":1e999'),
    text("a comment", "body", "JSON", b'"n":1 /* one */'),
]

MESSAGES = [
    Bad("no messages", 400, "messages", "at least one", {}),
    turns("empty messages", "messages", "at least one"),
    chat("messages that are a text", "messages", "list", messages="hi"),
    turns("a message that is a number", "messages[0]", "object", 7),
    turns("a bad role", "messages[0].role", "user", {"role": "king", "content": "hi"}),
    turns("no role", "messages[0].role", "user", {"content": "hi"}),
    turns("content that is a number", "messages[0].content", "text", user(7)),
    turns("content that is an object", "messages[0].content", "text", user({"text": "hi"})),
    turns("a picture", "messages[0].content[0].type", "text",
          user([{"type": "image_url", "image_url": {"url": "http://127.0.0.1/x.png"}}])),
    turns("a part that is a text", "messages[0].content[0]", "object", user(["hi"])),
    turns("nothing said", "messages", "empty", user("")),
    turns("a system's turn alone", "messages", "user", {"role": "system", "content": "hi"}),
    turns("a conversation that is too long", None, "context", user("word " * 5000)),
]

SAMPLING = [
    chat("temperature a text", "temperature", "number", temperature="hot"),
    chat("temperature negative", "temperature", "0 to", temperature=-1),
    chat("temperature a list", "temperature", "number", temperature=[1]),
    chat("top_p above 1", "top_p", "0 to 1", top_p=1.5),
    chat("top_k half", "top_k", "whole", top_k=1.5),
    chat("min_p negative", "min_p", "0 to 1", min_p=-0.1),
    chat("frequency_penalty a text", "frequency_penalty", "number", frequency_penalty="x"),
    chat("max_tokens 0", "max_tokens", "1 to", max_tokens=0),
    chat("max_tokens negative", "max_tokens", "1 to", max_tokens=-5),
    chat("max_tokens a text", "max_tokens", "number", max_tokens="5"),
    chat("max_completion_tokens huge", "max_completion_tokens", "1 to", max_completion_tokens=10**15),
    chat("n 0", "n", "1 to", n=0),
    chat("n huge", "n", "1 to", n=10**9),
    chat("n true", "n", "number", n=True),
    chat("seed a text", "seed", "number", seed="x"),
    chat("seed huge", "seed", "number", seed=10**30),
    chat("stop a number", "stop", "text", stop=7),
    chat("stop of numbers", "stop[0]", "text", stop=[1]),
    chat("stop empty", "stop[0]", "empty", stop=[""]),
    chat("stop too many", "stop", "at most", stop=[str(i) for i in range(10_000)]),
    chat("stream a text", "stream", "true or false", stream="yes"),
    chat("stream_options a number", "stream_options", "object", stream_options=1),
    chat("include_usage a text", "stream_options.include_usage", "true or false", stream=True,
         stream_options={"include_usage": "yes"}),
    chat("logprobs a number", "logprobs", "true or false", logprobs=3),
    chat("top_logprobs huge", "top_logprobs", "0 to", logprobs=True, top_logprobs=1000),
    chat("top_logprobs without logprobs", "top_logprobs", "logprobs", top_logprobs=3),
]

NAMES = [
    chat("an unknown model", "model", "gpt-9", 404, model="gpt-9"),
    chat("model a number", "model", "text", model=1),
    chat("an unknown method in the name", UNSAID, "did you mean direct", 404, model="@drect"),
    chat("a path as the model", "model", "none of", 404, model="/etc/passwd"),
    ponder("an unknown method", UNSAID, "did you mean direct", 404, method="drect"),
    ponder("an unknown scorer", UNSAID, "logprob", 404, method="best_of_n", scorer="logprop"),
    chat("ponder a list", "ponder", "object", ponder=[]),
    ponder("a field of ours that is not there", "ponder.metod", "no such field", metod="direct"),
    ponder("options a list", "ponder.options", "object", method="best_of_n", options=[]),
    ponder("an unknown option", "ponder.options.m", "no option", method="best_of_n", options={"m": 1}),
    ponder("an option out of range", "ponder.options.n", "1 to", method="best_of_n", options={"n": 0}),
    ponder("an option of another type", "ponder.options.n", "number", method="best_of_n", options={"n": [1]}),
    ponder("a scorer that is nobody's", "scorer", "does not score", method="self_consistency", scorer="judge"),
    ponder("a kind that is none", "ponder.kind", "not one of", kind="poem"),
    ponder("a negative budget", "ponder.budget.tokens", "0 to", budget={"tokens": -1}),
    ponder("a budget of text", "ponder.budget.seconds", "number", budget={"seconds": "long"}),
    ponder("an unknown budget", "ponder.budget.euros", "no such field", budget={"euros": 1}),
    ponder("an effort that is none", "ponder.effort", "medium", effort="enormous"),
    ponder("an effort that is a list", "ponder.effort", "level", effort=["low"]),
    chat("a reasoning_effort that is none", "reasoning_effort", "medium", reasoning_effort="enormous"),
    chat("a negative thinking budget", "thinking_budget", "number", thinking_budget=-5),
    chat("a thinking budget of text", "reasoning_budget_tokens", "number", reasoning_budget_tokens="many"),
    chat("reasoning a text", "reasoning", "object", reasoning="low"),
    chat("enable_thinking a text", "chat_template_kwargs.enable_thinking", "true or false",
         chat_template_kwargs={"enable_thinking": "maybe"}),
]

OUTPUT = [
    chat("response_format a text", "response_format", "object", response_format="json"),
    chat("response_format of no kind", "response_format.type", "json_object", response_format={"type": "xml"}),
    chat("a schema that is missing", "response_format.json_schema", "object", response_format={"type": "json_schema"}),
    chat("a schema that is none", "response_format.json_schema.schema", "", response_format={
        "type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "no such type"}}}),
    chat("tools a text", "tools", "list", tools="all"),
    chat("a tool without a name", "tools[0].function.name", "text", tools=[{"type": "function", "function": {}}]),
    chat("a tool of no kind", "tools[0].type", "function", tools=[{"type": "browser"}]),
    chat("tool_choice without tools", "tool_choice", "tools", tool_choice="required"),
    chat("tool_choice of no kind", "tool_choice", "auto", tools=[TOOL], tool_choice="perhaps"),
    chat("a tool that is not there", "tool_choice", "fly", tools=[TOOL],
         tool_choice={"type": "function", "function": {"name": "fly"}}),
    chat("tools with a method that votes", "tools", "self_consistency", tools=[TOOL],
         ponder={"method": "self_consistency"}),
    chat("tools with a format", "response_format", "tools", tools=[TOOL], response_format={"type": "json_object"}),
]

PAGES = [
    Bad("no such page", 404, None, "no page", None, "/v2", "GET"),
    Bad("another method", 405, None, "POST", None, CHAT, "GET"),
    Bad("a page that only is read", 405, None, "GET", b"{}", "/v1/models"),
    Bad("a model that is not there", 404, "model", "gpt-9", None, "/v1/models/gpt-9", "GET"),
    Bad("control of nothing", 404, "id", "no", {"id": "chatcmpl-x", "action": "cancel"}, CONTROL),
    Bad("control without id", 400, "id", "text", {"action": "cancel"}, CONTROL),
    Bad("control of no kind", 400, "action", "cancel", {"id": "chatcmpl-x", "action": "explode"}, CONTROL),
    Bad("completions without a prompt", 400, "prompt", "text", {"max_tokens": 4}, COMPLETIONS),
    Bad("a prompt that is a number", 400, "prompt", "text", {"prompt": 7}, COMPLETIONS),
    Bad("responses without input", 400, "input", "text", {}, RESPONSES),
    Bad("input that is a number", 400, "input", "text", {"input": 7}, RESPONSES),
    Bad("a kept conversation", 400, "previous_response_id", "", {"input": "hi", "previous_response_id": "r"},
        RESPONSES),
    Bad("embeddings of nothing", 400, "input", "text", {}, EMBEDDINGS),
    Bad("embeddings of no text", 400, "input", "text", {"input": []}, EMBEDDINGS),
    Bad("an encoding of no kind", 400, "encoding_format", "base64", {"input": "x", "encoding_format": "hex"},
        EMBEDDINGS),
]

TABLE = NO_JSON + MESSAGES + SAMPLING + NAMES + OUTPUT + PAGES
