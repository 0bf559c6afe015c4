import { createHash, createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sha256 } from '../../../src/target/aws-sdk/sha256.ts';

const bytes = fc.uint8Array({ maxLength: 200 });

describe('Sha256', () => {
  it('Sha256 digests data given in any number of parts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(bytes, { maxLength: 4 }), async (parts) => {
        const digest = new Sha256();
        for (const part of parts) digest.update(part);
        const expected = createHash('sha256').update(Buffer.concat(parts)).digest();
        expect(Buffer.from(await digest.digest())).toEqual(expected);
      }),
    );
  });

  it('Sha256 is an HMAC with a secret of text or bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ minLength: 1 }),
          fc.uint8Array({ minLength: 1 }),
          fc.uint8Array({ minLength: 1 }).map((view) => new Uint8Array(view).buffer),
        ),
        bytes,
        async (secret, data) => {
          const digest = new Sha256(secret);
          digest.update(data);
          const key = secret instanceof ArrayBuffer ? Buffer.from(secret) : secret;
          const expected = createHmac('sha256', key).update(data).digest();
          expect(Buffer.from(await digest.digest())).toEqual(expected);
        },
      ),
    );
  });

  it('Sha256 starts again after a reset', async () => {
    const digest = new Sha256();
    digest.update(Buffer.from('before'));
    digest.reset();
    expect(Buffer.from(await digest.digest())).toEqual(createHash('sha256').digest());
  });
});
