import { expect, it } from 'vitest';
import { schemaExample } from '../../../src/emulator/answer/schema-example.ts';

it('the schema example is the simplest value that the schema allows', () => {
  const schema = {
    type: 'object',
    properties: {
      summary: { type: 'string' },
      tags: { type: 'array', items: { type: 'string' } },
      mood: { enum: ['good', 'bad'] },
      stars: { type: 'integer', minimum: 1 },
      urgent: { type: 'boolean' },
      extra: { type: 'object' },
    },
  };
  expect(schemaExample(schema, 'said')).toEqual({
    summary: 'said',
    tags: ['said'],
    mood: 'good',
    stars: 1,
    urgent: false,
    extra: {},
  });
});
