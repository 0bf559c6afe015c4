import { createRandom } from '../random/random.ts';
import type { EmulatorSettings } from '../scenario/emulator/emulator-schema.ts';
import {
  type Authenticate,
  type RequestedService,
  acceptAnyCredentials,
  verifySignatures,
} from './auth/authentication.ts';
import { authorized, mayList } from './auth/authorization.ts';
import { createBedrockControl } from './aws-services/bedrock-control.ts';
import { createCloudWatch } from './aws-services/cloud-watch.ts';
import { createPriceList } from './aws-services/price-list.ts';
import { createProvisionedThroughputs } from './aws-services/provisioned-throughputs.ts';
import { createSageMakerControl } from './aws-services/sagemaker-control.ts';
import { createServiceQuotas } from './aws-services/service-quotas.ts';
import { CATALOGUE } from './aws-services/catalogue.ts';
import { answerServerStatus, isServerStatus } from './aws-services/model-list.ts';
import { answerQuery, isQuery, refuseQuery } from './aws-services/query-service.ts';
import { createServiceRouter } from './aws-services/service-router.ts';
import { createGuardrails } from './bedrock/guardrail.ts';
import { loadKnowledgeBases } from './bedrock/knowledge-bases.ts';
import { createEmulatedModels, limitsOf } from './capacity/emulated-model.ts';
import { errorResponse, type ErrorResponse } from './errors/error-response.ts';
import type { HttpExchange } from './http/http-exchange.ts';
import { listen } from './http/listener.ts';
import { createPassageHistory } from './prompt/passage-history.ts';
import { RequestHandler } from './request-handler.ts';
import { answerControl } from './request/control-api.ts';
import { createFaultInjector } from './request/fault-injector.ts';
import { findRoute } from './request/operation.ts';
import { createRequestLog } from './request/request-log.ts';
import type { ServedRequest } from './request/served-request.ts';
import { createObjectStore } from './s3/object-store.ts';
import { isForS3 } from './s3/s3-request.ts';
import { createS3Service } from './s3/s3-service.ts';
import { seedBuckets } from './s3/seed-buckets.ts';
import { settingsByName } from './settings-by-name.ts';

/**
 * A running emulator: serves the protocols of Bedrock, SageMaker, OpenAI and a deployed API on one
 * local port, with the latency of a serving model, AWS's quotas and errors, and answers quoted from
 * the prompt.
 */
export interface Emulator {
  /** Base URL of every service: `http://127.0.0.1:54321`. */
  readonly url: string;
  /** Returns the requests served, oldest first: at least the last 100,000. */
  log(): readonly ServedRequest[];
  /** Destroys every connection and frees the port. */
  close(): Promise<void>;
}

export interface EmulatorOptions {
  readonly settings: EmulatorSettings;
  readonly seed: number;
  /** Any free port when absent or 0. */
  readonly port?: number;
  /** Loopback when absent. */
  readonly host?: string;
  /**
   * Secret access keys by access key id, to verify signatures; any credentials pass when absent.
   */
  readonly secrets?: ReadonlyMap<string, string>;
}

/** Starts an emulator. Throws a Problem for an unknown profile or a port in use. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { seed, port = 0, host = '127.0.0.1' } = options;
  const settings = settingsByName(options.settings);
  const throughputs = createProvisionedThroughputs();
  const emulatedModels = createEmulatedModels(settings, seed, throughputs);
  const faults = createFaultInjector(
    settings.faults,
    createRandom(seed, 'service', 'faults'),
    performance.now(),
  );
  const log = createRequestLog();
  const credentialCheck =
    options.secrets === undefined ? acceptAnyCredentials : verifySignatures(options.secrets);
  const { iamPolicy, principalTags } = settings;
  const authenticate =
    iamPolicy === undefined
      ? credentialCheck
      : authorized(credentialCheck, iamPolicy, principalTags);
  const store = createObjectStore();
  seedBuckets(store, settings.buckets ?? {});
  const s3 = createS3Service(store, (exchange, bucket) => mayList(iamPolicy, exchange, bucket));
  const handler = new RequestHandler({
    seed,
    authenticate,
    emulatedModels,
    faults,
    passageHistory: createPassageHistory(),
    log,
    knowledgeBases: loadKnowledgeBases(settings.knowledgeBases),
    guardrails: createGuardrails(settings.guardrails),
    store,
    asyncPlaces: settings.asyncPlaces,
    random: createRandom(seed, 'service', 'padding'),
  });

  const serviceRouter = createServiceRouter([
    createServiceQuotas((model) => limitsOf(model, settings), Object.keys(settings.quotas)),
    createPriceList(),
    createCloudWatch(() => log.entries()),
    createSageMakerControl(() => endpointNames(settings, log.entries()), new Date()),
    createBedrockControl(throughputs),
  ]);

  const listener = await listen({ port, host }, (exchange) => {
    if (exchange.path.startsWith('/_proofload/')) {
      void answerControl(exchange, { faults, log });
      return;
    }
    if (isForS3(exchange)) {
      const answer = (body: Buffer): void => s3.answer(exchange, body);
      void guard(exchange, authenticateAndAnswer(exchange, 's3', authenticate, answer));
      return;
    }
    if (serviceRouter.knows(exchange)) {
      const answer = (body: Buffer): void => serviceRouter.answer(exchange, body.toString());
      void guard(exchange, authenticateAndAnswer(exchange, 'bedrock', authenticate, answer));
      return;
    }
    if (isQuery(exchange)) {
      void guard(exchange, authenticateAndAnswerQuery(exchange, authenticate));
      return;
    }
    if (isServerStatus(exchange)) {
      answerServerStatus(exchange, modelNames(settings, log.entries()));
      return;
    }
    const route = findRoute(exchange.method, exchange.path);
    if (typeof route === 'object') void guard(exchange, handler.handle(exchange, route));
    else refuseRoute(exchange, errorResponse(route ?? 'bedrock', 'unknown-operation'));
  });
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${listener.port}`,
    log: () => log.entries(),
    async close() {
      emulatedModels.stop();
      await listener.close();
    },
  };
}

/** Returns the models of the catalogue, and the names in the settings and the log. */
function modelNames(settings: EmulatorSettings, log: readonly ServedRequest[]): string[] {
  const named = [...Object.keys(settings.profiles), ...log.map(({ model }) => model)];
  return [...new Set([...named, ...CATALOGUE.map(({ id }) => id)])].filter(
    (name) => !name.startsWith('/'),
  );
}

/** Returns names in the settings or the log that are neither model ids nor API paths. */
function endpointNames(settings: EmulatorSettings, log: readonly ServedRequest[]): string[] {
  const served = log.filter(({ route }) => route.startsWith('InvokeEndpoint'));
  const named = [...Object.keys(settings.profiles), ...Object.keys(settings.quotas)];
  return [...new Set([...named, ...served.map(({ model }) => model)])].filter(
    (name) => !/[./:]/.test(name),
  );
}

/** Authenticates a request to S3 or an AWS service and then answers it. */
async function authenticateAndAnswer(
  exchange: HttpExchange,
  service: RequestedService,
  authenticate: Authenticate,
  answer: (body: Buffer) => void,
): Promise<void> {
  const body = await exchange.body();
  if (typeof body === 'string') return;
  const rejection = authenticate(exchange, service, body);
  if (rejection === undefined) answer(body);
  else refuseRoute(exchange, rejection);
}

async function authenticateAndAnswerQuery(
  exchange: HttpExchange,
  authenticate: Authenticate,
): Promise<void> {
  const body = await exchange.body();
  if (typeof body === 'string') return;
  if (authenticate(exchange, 'sts', body) === undefined) answerQuery(exchange, body.toString());
  else refuseQuery(exchange);
}

function refuseRoute(exchange: HttpExchange, rejection: ErrorResponse): void {
  exchange.respond(rejection.status, rejection.headers, rejection.body);
}

/**
 * Answers a defect of the emulator with 500, unlike a service's error, and keeps the process alive.
 */
async function guard(exchange: HttpExchange, handled: Promise<void>): Promise<void> {
  try {
    await handled;
  } catch (error) {
    const message = `The emulator has a defect: ${error instanceof Error ? error.stack : String(error)}`;
    exchange.respond(500, { 'content-type': 'text/plain' }, message);
  }
}
