"""What its_hub's client asks of vLLM, said to llama-server, which has it under other names."""
import json


def asked_like_vllm(request):
    """Whether the client wants to see what ended the reply."""
    return "include_stop_str_in_output" in request


def to_server(request):
    """The request, with the server asked to say why it stopped."""
    return {**request, "verbose": True} if asked_like_vllm(request) else request


def stop_string(request, told):
    """Which of the request's stop strings ended the reply; None where the model or the limit did."""
    stops = request.get("stop") or []
    word = told["stopping_word"]
    return word if word and word in ([stops] if isinstance(stops, str) else stops) else None


def to_client(request, body):
    """The reply as vLLM writes it: `stop_reason`, and the stop string at the end of the text if it was asked for.

    The text is the one that was generated, before the server looked for thinking and tool calls in it.
    """
    reply = json.loads(body)
    told = reply.pop("__verbose")
    choice = reply["choices"][0]
    choice["stop_reason"] = stop_string(request, told)
    ending = choice["stop_reason"] if request["include_stop_str_in_output"] else None
    choice["message"]["content"] = told["content"] + (ending or "")
    return json.dumps(reply).encode()
