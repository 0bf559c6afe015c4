import {
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import type { ServiceSpec } from '../scenario/target/target-spec.ts';
import { createJsonApi } from './api/json-api.ts';
import { TRACKING_STEP, SdkHandler, SHAPING_STEP } from './aws-sdk/sdk-handler.ts';
import type { Transport } from './connection/transport.ts';
import type { ClientConfig } from './contract/client-config.ts';
import type { Target } from './contract/target.ts';
import { createReplyBuilder } from './decode/reply-builder.ts';
import type { Decoder } from './delta/decoder.ts';
import type { Emit } from './delta/delta.ts';
import { parseJson } from './errors/decode-error.ts';
import { textAt } from './json/field-path.ts';
import { decodeAwsEvents } from './wire/aws-event.ts';
import { decodeJsonBody } from './wire/json-body.ts';

const errorCode = textAt('ErrorCode');
const errorDetails = textAt('ErrorDetails');
const errorType = textAt('errorType');
const errorMessage = textAt('errorMessage');

/** Creates the `ask` of a Lambda function, by Invoke or InvokeWithResponseStream. */
export function createLambda(
  service: Extract<ServiceSpec, { kind: 'lambda' }>,
  clientConfig: ClientConfig,
  transport: Transport,
): Target['ask'] {
  const { functionName, qualifier, stream } = service;
  const api = createJsonApi(service);
  const sdk = new SdkHandler(clientConfig, transport, service);
  const client = new LambdaClient(sdk.config);
  client.middlewareStack.add(sdk.track, TRACKING_STEP);
  client.middlewareStack.add(sdk.shape, SHAPING_STEP);

  return (query, call) => {
    const replyBuilder = createReplyBuilder(({ headers }, emit) => {
      // A function that threw is answered with status 200 too.
      if (headers['x-amz-function-error'] !== undefined) return decodeError(emit);
      return stream ? decodeChunks(emit, api.decode(emit)) : api.decode(emit);
    });
    const input = {
      FunctionName: functionName,
      Payload: api.bodyOf(query),
      ...(qualifier === undefined ? {} : { Qualifier: qualifier }),
    };
    if (!stream) {
      const send = () => client.send(new InvokeCommand(input));
      return sdk.ask(
        {
          input,
          send,
          read({ Payload }, show) {
            const output = api.decode(({ text }) => show(text));
            output.read(Buffer.from(Payload ?? []));
            output.end();
          },
        },
        call,
        replyBuilder,
      );
    }
    return sdk.ask(
      {
        input,
        send: () => client.send(new InvokeWithResponseStreamCommand(input)),
        async read({ EventStream }, show) {
          const output = api.decode(({ text }) => show(text));
          for await (const { PayloadChunk } of EventStream ?? []) {
            output.read(Buffer.from(PayloadChunk?.Payload ?? []));
          }
          output.end();
        },
      },
      call,
      replyBuilder,
    );
  };
}

/** Decodes the function's output from chunks cut at any byte, and whether it was complete. */
function decodeChunks(emit: Emit, output: Decoder): Decoder {
  let complete = false;
  const events = decodeAwsEvents(emit, ({ type, payload }) => {
    if (type === 'PayloadChunk') output.read(payload);
    if (type !== 'InvokeComplete') return;
    const json = parseJson(payload.length === 0 ? '{}' : payload.toString('utf8'));
    const name = errorCode(json);
    if (name !== undefined) emit({ failure: { name, message: errorDetails(json) ?? name } });
    else complete = true;
  });
  return {
    read: (bytes) => events.read(bytes),
    end() {
      events.end();
      if (complete) output.end();
    },
  };
}

function decodeError(emit: Emit): Decoder {
  return decodeJsonBody(
    () => undefined,
    (json) => {
      const name = errorType(json) ?? 'FunctionError';
      emit({ failure: { name, message: errorMessage(json) ?? name } });
    },
  );
}
