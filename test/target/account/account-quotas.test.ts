import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../src/emulator/aws-services/catalogue.ts';
import { modelQuotas } from '../../../src/serving/throttling/model-quota.ts';
import { readAccountQuotas } from '../../../src/target/account/account-quotas.ts';
import { useEmulator } from '../../emulator/running-emulator.ts';
import { wiringOf } from '../asking.ts';

const NOVA = 'amazon.nova-lite-v1:0';

const running = useEmulator([], {
  quotas: Object.fromEntries(
    CATALOGUE.flatMap(({ id }, index) => [
      [id, { tokensPerMinute: 1000 + index }],
      [`eu.${id}`, { tokensPerMinute: 2000 + index }],
    ]),
  ),
});
const barred = useEmulator([], {
  iamPolicy: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['bedrock:*'], Resource: ['*'] }],
  },
});

describe('the quotas of an account', () => {
  it('the quotas of an account are read to the last page and differ by model', async () => {
    const quotas = await readAccountQuotas('bedrock', wiringOf(running.emulator.url));
    expect(quotas.size).toBeGreaterThan(100);
    const limits = CATALOGUE.map(
      ({ id }) => modelQuotas(`eu.${id}`, quotas).tokensPerMinute?.value,
    );
    expect(limits).toEqual(CATALOGUE.map((_, index) => 2000 + index));
    const onDemand = CATALOGUE.filter(({ inferenceTypes }) => inferenceTypes.includes('ON_DEMAND'));
    for (const { id } of onDemand) {
      expect(modelQuotas(id, quotas).tokensPerMinute?.value).toBe(
        1000 + CATALOGUE.findIndex((model) => model.id === id),
      );
    }
    expect(modelQuotas(NOVA, quotas).tokensPerMinute?.name).toBe(
      'On-demand model inference tokens per minute for Amazon Nova Lite',
    );
  });

  it('the quotas are those of the requested service', async () => {
    const quotas = await readAccountQuotas('sagemaker', wiringOf(running.emulator.url));
    expect([...quotas]).toEqual([['ml.g5.2xlarge for endpoint usage', 4]]);
  });

  it('the quotas are refused if the policy does not allow to list them', async () => {
    const quotas = readAccountQuotas('bedrock', wiringOf(barred.emulator.url));
    await expect(quotas).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
