"""
Calls a model at a fake server with OpenTelemetry's SDK and one instrumentation, and sends what that writes by OTLP.
Usage: call_model.py <openinference|openllmetry|opentelemetry> <base url of the model>; OTEL_* say where to send.
"""

import sys

from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

instrumentation, model_url = sys.argv[1:3]
resource = Resource.create({})
traces = TracerProvider(resource=resource)
traces.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
logs = LoggerProvider(resource=resource)
logs.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter()))
metrics = MeterProvider(
    resource=resource, metric_readers=[PeriodicExportingMetricReader(OTLPMetricExporter(), export_interval_millis=60000)]
)

if instrumentation == "openinference":
    from openinference.instrumentation.openai import OpenAIInstrumentor

    OpenAIInstrumentor().instrument(tracer_provider=traces)
elif instrumentation == "openllmetry":
    from opentelemetry.instrumentation.openai import OpenAIInstrumentor

    OpenAIInstrumentor().instrument(tracer_provider=traces, meter_provider=metrics)
else:
    from opentelemetry.instrumentation.openai_v2 import OpenAIInstrumentor

    OpenAIInstrumentor().instrument(tracer_provider=traces, logger_provider=logs, meter_provider=metrics)

import openai  # noqa: E402  an instrumentation comes before what it instruments

client = openai.OpenAI(base_url=model_url, api_key="none", max_retries=0)
tool = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "Tells the weather.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
    },
}
with traces.get_tracer("app").start_as_current_span("ask"):
    client.chat.completions.create(
        model="gpt-4o",
        temperature=0.5,
        messages=[{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Weather in Paris?"}],
        tools=[tool],
    )
logs.force_flush()
metrics.force_flush()
traces.force_flush()
logs.shutdown()
metrics.shutdown()
traces.shutdown()
