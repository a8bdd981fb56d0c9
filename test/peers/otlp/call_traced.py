"""
Calls a model at a fake server with a tracing library that brings its own OpenTelemetry, and sends what that writes.
Usage: call_traced.py <mlflow|langsmith> <base url of the model>; OTEL_* say where to send.
"""

import contextlib
import sys

library, model_url = sys.argv[1:3]

if library == "mlflow":
    import mlflow

    mlflow.openai.autolog()
    span = lambda: mlflow.start_span("ask")  # noqa: E731
    end = mlflow.flush_trace_async_logging
else:
    from langsmith import Client, trace
    from langsmith.wrappers import wrap_openai

    langsmith = Client()
    span = lambda: trace("ask", client=langsmith)  # noqa: E731
    end = langsmith.flush

import openai  # noqa: E402  an instrumentation comes before what it instruments

client = openai.OpenAI(base_url=model_url, api_key="none", max_retries=0)
if library == "langsmith":
    client = wrap_openai(client, tracing_extra={"client": langsmith})
tool = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "Tells the weather.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
    },
}
with span():
    client.chat.completions.create(
        model="gpt-4o",
        temperature=0.5,
        messages=[{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Weather in Paris?"}],
        tools=[tool],
    )
    with contextlib.suppress(openai.RateLimitError):
        client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "Again?"}])
end()
