import { Problem } from '../../problem/problem.ts';

/** The parts of a Bedrock model id: the model's provider and the provider's name for it. */
export interface ModelId {
  readonly provider: string;
  readonly name: string;
}

/** Region prefix of inference profile ids. */
const REGION_PREFIX = /^(us|us-gov|eu|apac|jp|au|ca|global)\./;

/**
 * Parses a model id such as `us.anthropic.claude-sonnet-4-5-20250929-v1:0`, bare or at the end of
 * an ARN. Throws a Problem if it does not name the provider, as ids of provisioned models do not.
 */
export function parseModelId(model: string): ModelId {
  const id = model.split('/').at(-1) ?? model;
  const bare = id.replace(REGION_PREFIX, '');
  const dot = bare.indexOf('.');
  if (dot < 1 || bare.startsWith('arn:')) {
    throw new Problem(`The model "${model}" does not tell who made it.`, {
      remedy: 'Use kind: bedrock-converse, which needs no body of its own for each model.',
    });
  }
  return { provider: bare.slice(0, dot), name: bare.slice(dot + 1) };
}
