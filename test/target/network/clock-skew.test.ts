import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { awsOrigin, measureClockSkew } from '../../../src/target/network/clock-skew.ts';

async function skewOf(date: string | undefined): Promise<number | undefined> {
  const server = createServer((_, response) => {
    response.sendDate = false;
    if (date !== undefined) response.setHeader('date', date);
    response.writeHead(403).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await measureClockSkew(`http://127.0.0.1:${port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('the clock skew', () => {
  it.each([-600, 0, 3600])(
    'the skew of a clock %s s off is measured to the second',
    async (off) => {
      const skew = await skewOf(new Date(Date.now() + off * 1000).toUTCString());
      expect(Math.abs((skew ?? Number.NaN) + off * 1000)).toBeLessThan(5000);
    },
  );

  it('the clock skew is unknown without a date or an answer', async () => {
    expect(await skewOf(undefined)).toBeUndefined();
    expect(await skewOf('some day')).toBeUndefined();
    expect(await measureClockSkew('http://127.0.0.1:1')).toBeUndefined();
  });
});

describe('the origin of an AWS service', () => {
  it.each([
    ['bedrock', 'us-east-1', 'https://bedrock-runtime.us-east-1.amazonaws.com'],
    ['sagemaker', 'eu-west-1', 'https://runtime.sagemaker.eu-west-1.amazonaws.com'],
    ['lambda', 'cn-north-1', 'https://lambda.cn-north-1.amazonaws.com.cn'],
  ] as const)('the origin of %s in %s is %s', (service, region, origin) => {
    expect(awsOrigin(service, region)).toBe(origin);
  });
});
