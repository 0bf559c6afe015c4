import { z } from 'zod';
import { scenarioSchema } from './scenario-schema.ts';

/** The JSON Schema of a scenario file, for editors to complete and check YAML and JSON by. */
export function scenarioJsonSchema(): unknown {
  return z.toJSONSchema(scenarioSchema, {
    // The input side: what an author writes, before durations become milliseconds.
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
  });
}
