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


TOOL = {
    "toolSpec": {
        "name": "refund_policy",
        "description": "Looks up when refunds are paid.",
        "inputSchema": {
            "json": {
                "type": "object",
                "properties": {"topic": {"type": "string"}},
                "required": ["topic"],
            }
        },
    }
}
SCHEMA = {"type": "object", "properties": {"answer": {"type": "string"}}}


def boto3_field():
    """The calls that field reports name, each with what AWS answers."""
    import boto3

    def client(service):
        return boto3.client(service, endpoint_url=URL)

    runtime, agents = client("bedrock-runtime"), client("bedrock-agent-runtime")

    def converse(**more):
        return runtime.converse(modelId=MODEL, messages=CONVERSE, **more)

    def refused(ask):
        try:
            ask()
        except Exception as error:
            return error.response["Error"]["Code"]
        return "accepted"

    def stop_sequence():
        reply = converse(inferenceConfig={"stopSequences": ["days"]})
        text = reply["output"]["message"]["content"][0]["text"]
        return [text, reply["stopReason"]]

    def output_config():
        structure = {"jsonSchema": {"name": "answer", "schema": json.dumps(SCHEMA)}}
        text_format = {"type": "json_schema", "structure": structure}
        reply = converse(outputConfig={"textFormat": text_format})
        return [json.loads(reply["output"]["message"]["content"][0]["text"]), reply["stopReason"]]

    def tool(choice):
        reply = converse(toolConfig={"tools": [TOOL], **choice})
        called = reply["output"]["message"]["content"][0]["toolUse"]
        return [called["name"], list(called["input"]), reply["stopReason"]]

    def tool_result():
        tool_use = {"toolUseId": "t1", "name": "refund_policy", "input": {"topic": "refunds"}}
        found = [{"text": "Refunds are paid within 14 days of the return."}]
        messages = [
            {"role": "user", "content": [{"text": "When are refunds paid?"}]},
            {"role": "assistant", "content": [{"toolUse": tool_use}]},
            {"role": "user", "content": [{"toolResult": {"toolUseId": "t1", "content": found}}]},
        ]
        reply = runtime.converse(modelId=MODEL, messages=messages, toolConfig={"tools": [TOOL]})
        return [reply["output"]["message"]["content"][0]["text"], reply["stopReason"]]

    def document():
        text = b"Refunds are paid within 14 days of the return.\n\nShoes are sold in blue."
        block = {"document": {"format": "txt", "name": "policy", "source": {"bytes": text}}}
        question = {"text": "When are refunds paid?"}
        messages = [{"role": "user", "content": [block, question]}]
        reply = runtime.converse(modelId=MODEL, messages=messages)
        return reply["output"]["message"]["content"][0]["text"]

    def dimensions():
        body = json.dumps({"inputText": "refunds", "dimensions": 256})
        reply = runtime.invoke_model(modelId="amazon.titan-embed-text-v2:0", body=body)
        return len(json.loads(reply["body"].read())["embedding"])

    def cohere():
        body = {"texts": ["a", "b"], "input_type": "search_query", "embedding_types": ["int8"]}
        reply = runtime.invoke_model(modelId="cohere.embed-english-v3", body=json.dumps(body))
        vectors = json.loads(reply["body"].read())["embeddings"]["int8"]
        return [len(vectors), len(vectors[0])]

    def retrieve(configuration, **more):
        reply = agents.retrieve(
            knowledgeBaseId="KB12345678",
            retrievalQuery={"text": "When are refunds paid?"},
            retrievalConfiguration=configuration,
            **more,
        )
        return sorted({each["metadata"]["tenant"] for each in reply["retrievalResults"]})

    def filtered(operator, value):
        wanted = {operator: {"key": "tenant", "value": value}}
        return retrieve({"vectorSearchConfiguration": {"filter": wanted}})

    def managed():
        wanted = {"equals": {"key": "tenant", "value": "acme"}}
        return retrieve({"managedSearchConfiguration": {"filter": wanted}})

    def user_context():
        return refused(lambda: retrieve({}, userContext={"userId": "u"}))

    def external_sources():
        data = b"Refunds are paid within 14 days of the return."
        content = {"identifier": "policy.txt", "contentType": "text/plain", "data": data}
        reply = agents.retrieve_and_generate(
            input={"text": "When are refunds paid?"},
            retrieveAndGenerateConfiguration={
                "type": "EXTERNAL_SOURCES",
                "externalSourcesConfiguration": {
                    "modelArn": f"arn:aws:bedrock:us-east-1::foundation-model/{MODEL}",
                    "sources": [{"sourceType": "BYTE_CONTENT", "byteContent": content}],
                },
            },
        )
        return reply["output"]["text"]

    def agent(**more):
        reply = agents.invoke_agent(
            agentId="KB12345678",
            agentAliasId="LIVE123456",
            sessionId="session-1",
            inputText="When are refunds paid?",
            **more,
        )
        events = list(reply["completion"])
        text = b"".join(event["chunk"]["bytes"] for event in events if "chunk" in event).decode()
        return [text, any("trace" in event for event in events)]

    def caller():
        return client("sts").get_caller_identity()["Account"]

    def function(body):
        reply = client("lambda").invoke(FunctionName="answer", Payload=json.dumps(body))
        return json.loads(reply["Payload"].read())["answer"]

    def multipart():
        store = client("s3")
        store.create_bucket(Bucket="uploads")
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"x" * (9 * 1024 * 1024))
            file.flush()
            store.upload_file(file.name, "uploads", "nine.bin")
        size = store.head_object(Bucket="uploads", Key="nine.bin")["ContentLength"]
        store.delete_objects(Bucket="uploads", Delete={"Objects": [{"Key": "nine.bin"}]})
        names = [bucket["Name"] for bucket in store.list_buckets()["Buckets"]]
        left = store.list_objects_v2(Bucket="uploads")["KeyCount"]
        return [size, "uploads" in names, left]

    report("boto3 s3 multipart", multipart)
    report("boto3 stop sequence", stop_sequence)
    report("boto3 outputConfig", output_config)
    report("boto3 tool by name", lambda: tool({"toolChoice": {"tool": {"name": "refund_policy"}}}))
    report("boto3 tool any", lambda: tool({"toolChoice": {"any": {}}}))
    report("boto3 tool auto", lambda: tool({}))
    report("boto3 tool result", tool_result)
    report("boto3 document", document)
    report("boto3 titan dimensions", dimensions)
    report("boto3 cohere int8", cohere)
    report("boto3 filter equals", lambda: filtered("equals", "acme"))
    report("boto3 filter startsWith", lambda: filtered("startsWith", "ac"))
    report("boto3 filter notIn", lambda: filtered("notIn", ["acme"]))
    report("boto3 managed search", managed)
    report("boto3 userContext", user_context)
    report("boto3 external sources", external_sources)
    report("boto3 agent", agent)
    report("boto3 agent, traced", lambda: agent(enableTrace=True))
    report("boto3 sts", caller)
    report("boto3 lambda message", lambda: function({"message": PROMPT}))
    report("boto3 lambda event", lambda: function({"body": json.dumps({"message": PROMPT})}))


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

    def openai_field():
        client = openai.OpenAI(base_url=f"{URL}/v1", api_key="any")
        tool = {
            "type": "function",
            "function": {
                "name": "refund_policy",
                "description": "Looks up when refunds are paid.",
                "parameters": SCHEMA,
            },
        }
        reply = client.chat.completions.create(
            model=MODEL,
            messages=[{"role": "user", "content": PROMPT}],
            tools=[tool],
            tool_choice="required",
        )
        [call] = reply.choices[0].message.tool_calls
        return [call.function.name, list(json.loads(call.function.arguments))]

    def openai_embeddings():
        client = openai.OpenAI(base_url=f"{URL}/v1", api_key="any")
        reply = client.embeddings.create(model="embed", input=["a", "b"], dimensions=64)
        return [len(reply.data), len(reply.data[0].embedding)]

    def openai_models():
        client = openai.OpenAI(base_url=f"{URL}/v1", api_key="any")
        return MODEL in [model.id for model in client.models.list()]

    def anthropic_count():
        client = anthropic.Anthropic(base_url=URL, api_key="any")
        messages = [{"role": "user", "content": "one two three"}]
        return client.messages.count_tokens(model=MODEL, messages=messages).input_tokens > 0

    def anthropic_tool():
        client = anthropic.Anthropic(base_url=URL, api_key="any")
        tool = {"name": "refund_policy", "description": "Refunds.", "input_schema": SCHEMA}
        reply = client.messages.create(
            model=MODEL,
            max_tokens=100,
            messages=[{"role": "user", "content": PROMPT}],
            tools=[tool],
            tool_choice={"type": "any"},
        )
        return [reply.content[0].name, reply.stop_reason]

    def litellm_schema():
        response_format = {
            "type": "json_schema",
            "json_schema": {"name": "answer", "schema": SCHEMA, "strict": True},
        }
        reply = litellm.completion(
            model=f"bedrock/converse/{MODEL}",
            messages=[{"role": "user", "content": PROMPT}],
            aws_bedrock_runtime_endpoint=URL,
            response_format=response_format,
        )
        return list(json.loads(reply.choices[0].message.content))

    report("openai tool required", openai_field)
    report("openai embeddings", openai_embeddings)
    report("openai models", openai_models)
    report("anthropic count_tokens", anthropic_count)
    report("anthropic tool any", anthropic_tool)
    report("litellm json_schema", litellm_schema)
    report("litellm completion", whole)
    report("litellm completion, streamed", streamed)
    report("openai chat", openai_client)
    report("anthropic on Bedrock", anthropic_client)


boto3_clients()
boto3_field()
command_line()
other_clients()
