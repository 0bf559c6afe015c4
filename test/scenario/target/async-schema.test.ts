import { describe, expect, it } from 'vitest';
import { targetSchema } from '../../../src/scenario/target/target-schema.ts';

const endpoint = { kind: 'sagemaker', endpointName: 'support' };
const input = 's3://requests/async/';

function complaints(target: unknown): string[] {
  const { error } = targetSchema.safeParse(target);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('asynchronous inference', () => {
  it('does not stream, and polls every 500 ms by default', () => {
    expect(targetSchema.parse({ ...endpoint, async: { input } })).toMatchObject({
      stream: false,
      async: { input, poll: 500 },
    });
    expect(targetSchema.parse(endpoint)).toMatchObject({ stream: true });
  });

  it.each<[string, object, RegExp]>([
    ['streams', { async: { input }, stream: true }, /^stream: .* does not stream/],
    [
      'is sticky',
      { async: { input }, sticky: true },
      /^sticky: Asynchronous inference does not support sticky/,
    ],
    [
      'has an inference component',
      { async: { input }, inferenceComponent: 'llama' },
      /^inferenceComponent: /,
    ],
    [
      'has a local path as input',
      { async: { input: 'requests/' } },
      /^async.input: Write an S3 prefix/,
    ],
    ['has one object as input', { async: { input: 's3://requests/one' } }, /ends with a/],
    [
      'has a requestTtl below SageMaker’s minimum',
      { async: { input, requestTtl: '30s' } },
      /^async.requestTtl: SageMaker takes whole seconds from 60 to 21600/,
    ],
    [
      'has a fraction of a second as timeout',
      { async: { input, invocationTimeout: '1500ms' } },
      /1 to 3600/,
    ],
    [
      'has a polling interval of 0',
      { async: { input, poll: 0 } },
      /^async.poll: poll must be longer than 0/,
    ],
  ])('is rejected where it %s', (_, members, complaint) => {
    expect(complaints({ ...endpoint, ...members })).toEqual([expect.stringMatching(complaint)]);
  });
});
