import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  ServiceError,
  type ServiceResponse,
  type AwsService,
  type ServiceRequest,
} from './aws-service.ts';
import { modelArn, modelNamed } from './catalogue.ts';
import { pageOf } from './page.ts';

/** The provisioned throughputs bought from this emulator, invocable by ARN. */
export interface ProvisionedThroughputs {
  readonly answer: AwsService;
  find(arn: string): ProvisionedThroughput | undefined;
  /** Whether the ARN's provisioned throughput was deleted. */
  wasDeleted(arn: string): boolean;
}

/** Model units of one model, billed by the hour on AWS until deleted. */
export interface ProvisionedThroughput {
  readonly arn: string;
  readonly name: string;
  /** Foundation model id. */
  readonly model: string;
  readonly units: number;
  readonly commitment: string | undefined;
  readonly created: Date;
}

const creation = z.looseObject({
  modelUnits: z.number().int().min(1),
  provisionedModelName: z.string().regex(/^[a-zA-Z0-9](-?[a-zA-Z0-9])*$/),
  modelId: z.string(),
  commitmentDuration: z.enum(['OneMonth', 'SixMonths']).optional(),
});

/** Creates the store. Units are in service at once and cost nothing; on AWS they take minutes. */
export function createProvisionedThroughputs(): ProvisionedThroughputs {
  const bought = new Map<string, ProvisionedThroughput>();
  const deleted = new Set<string>();

  function create(body: unknown): ServiceResponse {
    const read = creation.safeParse(body);
    if (!read.success) throw invalid(z.prettifyError(read.error));
    const { modelUnits, provisionedModelName: name, modelId, commitmentDuration } = read.data;
    if ([...bought.values()].some((other) => other.name === name)) {
      throw invalid(`Provisioned model name ${name} is already in use.`);
    }
    const model = modelNamed(withoutContext(modelId));
    if (!model.inferenceTypes.includes('PROVISIONED')) {
      throw invalid(`Provisioned throughput is not supported for model ${model.id}.`);
    }
    const id = idOf(name, deleted.size);
    const arn = `arn:aws:bedrock:us-east-1:000000000000:provisioned-model/${id}`;
    const created = new Date();
    const commitment = commitmentDuration;
    bought.set(arn, { arn, name, model: model.id, units: modelUnits, commitment, created });
    return { status: 201, body: { provisionedModelArn: arn } };
  }

  function named(idOrArn: string): ProvisionedThroughput {
    for (const throughput of bought.values()) {
      const { arn, name } = throughput;
      if ([arn, name, arn.split('/').at(-1)].includes(idOrArn)) return throughput;
    }
    throw new ServiceError(
      404,
      'ResourceNotFoundException',
      `The provisioned model ${idOrArn} could not be found.`,
    );
  }

  function list({ query }: ServiceRequest): ServiceResponse {
    const wanted = [...bought.values()]
      .filter(({ name }) => name.includes(query.get('nameContains') ?? ''))
      .map(describe);
    const size = Number(query.get('maxResults') ?? 100);
    const { items, nextToken } = pageOf(wanted, size, query.get('nextToken'));
    return { status: 200, body: { provisionedModelSummaries: items, nextToken } };
  }

  return {
    answer(question) {
      const { method, path, body } = question;
      const [root, id] = path;
      if (root === 'provisioned-model-throughputs') {
        return method === 'GET' && id === undefined ? list(question) : undefined;
      }
      if (root !== 'provisioned-model-throughput') return undefined;
      if (id === undefined) return method === 'POST' ? create(body) : undefined;
      if (method === 'GET') return { status: 200, body: describe(named(id)) };
      if (method !== 'DELETE') return undefined;
      const { arn } = named(id);
      bought.delete(arn);
      deleted.add(arn);
      return { status: 200, body: {} };
    },
    find: (arn) => bought.get(arn),
    wasDeleted: (arn) => deleted.has(arn),
  };
}

/** Removes the context length of a model unit: `anthropic.claude-3-haiku-20240307-v1:0:200k`. */
function withoutContext(modelId: string): string {
  return modelId.replace(/:\d+k$/, '');
}

function describe({ arn, name, model, units, commitment, created }: ProvisionedThroughput) {
  const time = created.toISOString();
  return {
    provisionedModelName: name,
    provisionedModelArn: arn,
    modelArn: modelArn(model),
    desiredModelArn: modelArn(model),
    foundationModelArn: modelArn(model),
    modelUnits: units,
    desiredModelUnits: units,
    status: 'InService',
    creationTime: time,
    lastModifiedTime: time,
    commitmentDuration: commitment,
  };
}

function invalid(message: string): ServiceError {
  return new ServiceError(400, 'ValidationException', message);
}

/**
 * Derives the id from the name, so that answers, which depend on the ARN, are the same in every
 * run.
 */
function idOf(name: string, deleted: number): string {
  return createHash('sha256').update(`${name}/${deleted}`).digest('hex').slice(0, 12);
}
