"""Asks the emulator at argv[1] through the Python clients of its services.

Prints one line of JSON for each client and operation: {"what": ..., "said": ...} or "error".
The credentials and the region are in the environment, as they would be for AWS.
"""

import datetime
import json
import os
import subprocess
import sys
import tempfile

URL = sys.argv[1]
MODEL = "anthropic.claude-3-haiku-20240307-v1:0"
PROMPT = (
    "<passage>Refunds are paid within 14 days of the return. Shoes are sold in blue.</passage>\n"
    "<question>When are refunds paid?</question>"
)
CONVERSE = [{"role": "user", "content": [{"text": PROMPT}]}]
CLAUDE = {
    "anthropic_version": "bedrock-2023-05-31",
    "max_tokens": 100,
    "messages": [{"role": "user", "content": PROMPT}],
}
TGI = {"inputs": PROMPT, "parameters": {"max_new_tokens": 100}}
METRICS = [
    {
        "Id": "served",
        "MetricStat": {
            "Metric": {
                "Namespace": "AWS/Bedrock",
                "MetricName": "Invocations",
                "Dimensions": [{"Name": "ModelId", "Value": MODEL}],
            },
            "Period": 86400,
            "Stat": "Sum",
        },
    }
]


def report(what, ask):
    try:
        line = {"what": what, "said": ask()}
    except Exception as error:  # every failure is a finding
        line = {"what": what, "error": f"{type(error).__name__}: {error}"}
    print(json.dumps(line), flush=True)


def boto3_clients():
    import boto3
    from botocore.config import Config

    def client(service, **more):
        return boto3.client(service, endpoint_url=URL, **more)

    runtime, sagemaker = client("bedrock-runtime"), client("sagemaker-runtime")

    def converse():
        reply = runtime.converse(modelId=MODEL, messages=CONVERSE)
        return reply["output"]["message"]["content"][0]["text"]

    def converse_stream():
        events = runtime.converse_stream(modelId=MODEL, messages=CONVERSE)["stream"]
        deltas = [event.get("contentBlockDelta") for event in events]
        return "".join(delta["delta"]["text"] for delta in deltas if delta)

    def invoke_model():
        reply = runtime.invoke_model(modelId=MODEL, body=json.dumps(CLAUDE))
        return json.loads(reply["body"].read())["content"][0]["text"]

    def invoke_model_stream():
        reply = runtime.invoke_model_with_response_stream(modelId=MODEL, body=json.dumps(CLAUDE))
        chunks = [json.loads(event["chunk"]["bytes"]) for event in reply["body"]]
        return "".join(chunk.get("delta", {}).get("text", "") for chunk in chunks)

    def invoke_endpoint():
        reply = sagemaker.invoke_endpoint(EndpointName="my-endpoint", Body=json.dumps(TGI))
        return json.loads(reply["Body"].read())[0]["generated_text"]

    def invoke_endpoint_stream():
        reply = sagemaker.invoke_endpoint_with_response_stream(
            EndpointName="my-endpoint", Body=json.dumps({**TGI, "stream": True})
        )
        parts = b"".join(event["PayloadPart"]["Bytes"] for event in reply["Body"])
        lines = [line[5:] for line in parts.decode().split("\n") if line.startswith("data:")]
        tokens = [json.loads(line)["token"] for line in lines]
        return "".join(token["text"] for token in tokens if not token["special"])

    def throttled():
        once = client("bedrock-runtime", config=Config(retries={"total_max_attempts": 1}))
        try:
            once.converse(modelId="test.throttled", messages=CONVERSE)
        except once.exceptions.ThrottlingException as error:
            return error.response["Error"]["Message"]
        return "not throttled"

    def unknown_key():
        stranger = client("bedrock-runtime", aws_access_key_id="a", aws_secret_access_key="b")
        try:
            stranger.converse(modelId=MODEL, messages=CONVERSE)
        except stranger.exceptions.ClientError as error:
            return error.response["Error"]["Code"]
        return "let in"

    def metrics():
        now = datetime.datetime.now(datetime.timezone.utc)
        reply = client("cloudwatch").get_metric_data(
            StartTime=now - datetime.timedelta(hours=1),
            EndTime=now + datetime.timedelta(minutes=1),
            MetricDataQueries=METRICS,
        )
        return "counted" if sum(reply["MetricDataResults"][0]["Values"]) >= 4 else "not counted"

    def quotas():
        quotas = client("service-quotas").list_service_quotas(ServiceCode="bedrock")["Quotas"]
        return "some" if quotas else "none"

    def prices():
        found = client("pricing").get_products(ServiceCode="AmazonBedrock")["PriceList"]
        return json.loads(found[0])["product"]["attributes"]["servicecode"]

    def models():
        details = client("bedrock").get_foundation_model(modelIdentifier=MODEL)["modelDetails"]
        return details["modelName"]

    def endpoint():
        described = client("sagemaker").describe_endpoint(EndpointName="my-endpoint")
        return described["EndpointStatus"]

    report("boto3 converse", converse)
    report("boto3 converse_stream", converse_stream)
    report("boto3 invoke_model", invoke_model)
    report("boto3 invoke_model_with_response_stream", invoke_model_stream)
    report("boto3 invoke_endpoint", invoke_endpoint)
    report("boto3 invoke_endpoint_with_response_stream", invoke_endpoint_stream)
    report("boto3 throttled", throttled)
    report("boto3 unknown key", unknown_key)
    report("boto3 get_metric_data", metrics)
    report("boto3 list_service_quotas", quotas)
    report("boto3 get_products", prices)
    report("boto3 get_foundation_model", models)
    report("boto3 describe_endpoint", endpoint)


def command_line():
    def aws(*words):
        program = os.path.join(os.path.dirname(sys.executable), "aws")
        environment = {**os.environ, "AWS_ENDPOINT_URL": URL}
        run = subprocess.run(
            [program, *words, "--output", "json"],
            capture_output=True, text=True, env=environment, timeout=60,
        )
        if run.returncode != 0:
            raise RuntimeError(run.stderr.strip())
        return json.loads(run.stdout) if run.stdout.strip() else None

    def converse():
        reply = aws("bedrock-runtime", "converse", "--model-id", MODEL, "--messages", json.dumps(CONVERSE))
        return reply["output"]["message"]["content"][0]["text"]

    def to_file(read, *words):
        with tempfile.TemporaryDirectory() as folder:
            sent, kept = os.path.join(folder, "sent"), os.path.join(folder, "kept")
            with open(sent, "w") as file:
                json.dump(CLAUDE if "invoke-model" in words else TGI, file)
            aws(*words, "--body", f"fileb://{sent}", kept)
            with open(kept) as file:
                return read(json.load(file))

    def invoke_model():
        words = ["bedrock-runtime", "invoke-model", "--model-id", MODEL]
        return to_file(lambda body: body["content"][0]["text"], *words)

    def invoke_endpoint():
        words = ["sagemaker-runtime", "invoke-endpoint", "--endpoint-name", "my-endpoint"]
        return to_file(lambda body: body[0]["generated_text"], *words)

    report("aws converse", converse)
    report("aws invoke-model", invoke_model)
    report("aws invoke-endpoint", invoke_endpoint)


def other_clients():
    import anthropic
    import litellm
    import openai

    litellm.telemetry = False

    def bedrock(stream):
        return litellm.completion(
            model=f"bedrock/converse/{MODEL}",
            messages=[{"role": "user", "content": PROMPT}],
            aws_bedrock_runtime_endpoint=URL,
            stream=stream,
        )

    def whole():
        return bedrock(False).choices[0].message.content

    def streamed():
        return "".join(chunk.choices[0].delta.content or "" for chunk in bedrock(True))

    def openai_client():
        client = openai.OpenAI(base_url=f"{URL}/v1", api_key="any")
        reply = client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": PROMPT}]
        )
        return reply.choices[0].message.content

    def anthropic_client():
        client = anthropic.AnthropicBedrock(base_url=URL)
        reply = client.messages.create(
            model=MODEL, max_tokens=100, messages=[{"role": "user", "content": PROMPT}]
        )
        return reply.content[0].text

    report("litellm completion", whole)
    report("litellm completion, streamed", streamed)
    report("openai chat", openai_client)
    report("anthropic on Bedrock", anthropic_client)


boto3_clients()
command_line()
other_clients()
