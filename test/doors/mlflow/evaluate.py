"""What a client of MLflow 3 does around evaluations; prints what it reads back as JSON."""

import json
import sys

import mlflow
from mlflow import MlflowClient
from mlflow.entities import AssessmentSource
from mlflow.exceptions import MlflowException
from mlflow.genai.datasets import create_dataset, get_dataset
from mlflow.tracing.client import TracingClient

client = MlflowClient()
tracing = TracingClient()
said = {}


def error_of(call):
    try:
        call()
    except MlflowException as error:
        return [error.error_code, str(error)]
    return None


experiment = mlflow.set_experiment("answers").experiment_id
other = client.create_experiment("other answers")


@mlflow.trace(span_type="LLM")
def ask(question, temperature):
    mlflow.get_current_active_span().set_attributes({"model": "small-1", "temperature": temperature, "tokens": 12})
    if "boom" in question:
        raise RuntimeError("no answer")
    return question.upper()


@mlflow.trace(name="pipeline", span_type="CHAIN")
def pipeline(question, temperature=0.5):
    mlflow.update_current_trace(tags={"topic": question.split()[0]})
    return ask(question, temperature)


ids = {}
for question in ["why red", "why blue", "boom now"]:
    try:
        pipeline(question, 1.0 if "red" in question else 0.25)
    except RuntimeError:
        pass
    ids[question] = mlflow.get_last_active_trace_id()
names = {trace_id: question for question, trace_id in ids.items()}

judge = AssessmentSource(source_type="LLM_JUDGE", source_id="judge")
first = mlflow.log_feedback(trace_id=ids["why red"], name="good", value=0.9, source=judge, metadata={"model": "a"})
mlflow.log_feedback(trace_id=ids["why blue"], name="good", value=0.2, source=judge)
mlflow.log_feedback(trace_id=ids["why blue"], name="verdict", value="yes", source=judge)
mlflow.log_expectation(trace_id=ids["why red"], name="facts", value={"colour": "red", "score": 1.0})
mlflow.override_feedback(trace_id=ids["why red"], assessment_id=first.assessment_id, value=0.1)
prompt = mlflow.genai.register_prompt(name="summary", template="Sum up {{text}}")
for _ in range(2):
    client.link_prompt_versions_to_trace([prompt], ids["why blue"])


def found(filter_string):
    traces = client.search_traces(locations=[experiment], filter_string=filter_string)
    return sorted(names[trace.info.trace_id] for trace in traces)


said["searches"] = {
    text: found(text)
    for text in [
        "trace.text LIKE '%blue%'",
        "trace.text LIKE '%small-1%'",
        "trace.text ILIKE '%WHY%' AND tags.topic = 'why'",
        "span.name = 'ask' AND span.type = 'LLM'",
        "span.name = 'pipeline' AND span.type = 'LLM'",
        "span.status = 'ERROR'",
        "span.attributes.model = 'small-1' AND span.attributes.temperature = '0.25'",
        "span.name LIKE 'pi%'",
        "feedback.good < 0.5",
        "feedback.verdict = 'yes'",
        "feedback.verdict IS NULL",
        "expectation.facts IS NOT NULL",
        "prompt = 'summary/1'",
    ]
}
said["bad searches"] = [error_of(lambda text=text: found(text)) for text in ["span.colour = 'a'", "spans.name = 'a'"]]
page = client.search_traces(locations=[experiment], filter_string="trace.text LIKE '%ask%'", max_results=2)
rest = client.search_traces(
    locations=[experiment], filter_string="trace.text LIKE '%ask%'", max_results=2, page_token=page.token
)
said["pages"] = [[names[trace.info.trace_id] for trace in traces] for traces in (page, rest)]

correlation = tracing.calculate_trace_filter_correlation(
    experiment_ids=[experiment], filter_string1="tags.topic = 'why'", filter_string2="span.status = 'OK'"
)
said["correlation"] = [correlation.npmi, correlation.filter1_count, correlation.filter2_count, correlation.joint_count]

feedback = client.get_trace(ids["why red"]).info.assessments
said["assessments"] = sorted(
    [item.name, item.value, item.valid is not False, item.overrides == first.assessment_id] for item in feedback if item.name == "good"
)
said["expected"] = next(item.value for item in feedback if item.name == "facts")
replacing = next(item for item in feedback if item.overrides)
mlflow.delete_assessment(trace_id=ids["why red"], assessment_id=replacing.assessment_id)
said["restored"] = mlflow.get_assessment(ids["why red"], first.assessment_id).valid

dataset = create_dataset(name="questions", experiment_id=experiment, tags={"owner": "me"})
records = [
    {"inputs": {"question": "why", "limit": 1.0}, "expectations": {"answer": "because"}, "tags": {"level": "easy"}},
    {"inputs": {"question": "how", "big": 2**60}},
]
dataset.merge_records(records)
dataset.merge_records(
    [{"inputs": {"limit": 1.0, "question": "why"}, "expectations": {"tone": "kind"}, "outputs": "so", "tags": {"seen": "yes"}}]
)
traces = client.search_traces(locations=[experiment], filter_string="tags.topic = 'why'")
dataset.merge_records(traces)
client.set_dataset_tags(dataset.dataset_id, {"stage": "draft"})
client.delete_dataset_tag(dataset.dataset_id, "owner")
client.add_dataset_to_experiments(dataset.dataset_id, [other])
create_dataset(name="empty", experiment_id=other)

again = get_dataset(dataset_id=dataset.dataset_id)
kept = client.get_dataset(dataset.dataset_id).records
said["dataset"] = {
    "name": again.name,
    "tags": {key: value for key, value in again.tags.items() if not key.startswith("mlflow.")},
    "experiments": again.experiment_ids == [experiment, other],
    "records": [[r.inputs, r.outputs, r.expectations, {k: v for k, v in r.tags.items() if k != "mlflow.user"}] for r in kept[:2]],
    "from traces": sorted([r.source.source_type.value, names[r.source_id], r.inputs["question"]] for r in kept[2:]),
    "profile": json.loads(again.profile),
    "schema": json.loads(again.schema),
    "rows": len(again.to_df()),
}
said["exact"] = [type(kept[0].inputs["limit"]).__name__, kept[1].inputs["big"] == 2**60]
said["found"] = {
    text: [found.name for found in client.search_datasets(experiment_ids=[other], filter_string=text, order_by=["name DESC"])]
    for text in ["", "tags.stage = 'draft'", "name LIKE 'em%'"]
}
said["deleted records"] = again.delete_records([kept[1].dataset_record_id])
said["left"] = len(get_dataset(dataset_id=dataset.dataset_id).to_df())
client.remove_dataset_from_experiments(dataset.dataset_id, [other])
said["removed"] = client.get_dataset(dataset.dataset_id).experiment_ids == [experiment]
client.delete_dataset(dataset.dataset_id)
said["no such dataset"] = error_of(lambda: client.get_dataset(dataset.dataset_id))

store = client._tracking_client.store
for words in ["short", "shorter"]:
    store.register_scorer(experiment, "length", json.dumps({"name": "length", "call_source": words, "original_func_name": "f"}))
said["scorers"] = [[found.scorer_name, found.scorer_version] for found in store.list_scorers(experiment)]
said["versions"] = [found.scorer_version for found in store.list_scorer_versions(experiment, "length")]
said["one version"] = store.get_scorer(experiment, "length", version=1).serialized_scorer.call_source
store.delete_scorer(experiment, "length", version=2)
said["latest"] = store.get_scorer(experiment, "length").scorer_version
store.delete_scorer(experiment, "length")
said["no such scorer"] = error_of(lambda: store.get_scorer(experiment, "length"))
json.dump(said, sys.stdout)
