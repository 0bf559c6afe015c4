import { z } from 'zod';
import { nearest } from '../../problem/nearest.ts';
import { strictObject } from '../schema/fields.ts';
import { routeBase, routings } from './route-schema.ts';
import { serviceTargets } from './service-schema.ts';
import type { TargetDraft, TargetInput } from './target-spec.ts';

const route = {
  ...routeBase.shape,
  parts: z
    .record(
      z.string().regex(/^[A-Za-z][\w-]*$/, 'A name is a letter, then letters, digits and dashes.'),
      z.lazy((): z.ZodType<TargetDraft, TargetInput> => targetSchema),
    )
    .refine((parts) => Object.keys(parts).length > 0, { error: 'A route has at least one part.' })
    .describe('Targets of the route, by the names that samples carry in their tag `route`.'),
};

const routeSchema = z.discriminatedUnion('by', [
  strictObject({ ...route, ...routings.cascade.shape }),
  strictObject({ ...route, ...routings.rules.shape }).superRefine(
    ({ parts, rules, otherwise }, context) => {
      const names = Object.keys(parts);
      const check = (name: string, path: (string | number)[]): void => {
        if (names.includes(name)) return;
        const near = nearest(name, names);
        const hint =
          near === undefined ? `Parts are ${names.join(', ')}.` : `Did you mean "${near}"?`;
        context.addIssue({ code: 'custom', path, message: `There is no part "${name}". ${hint}` });
      };
      rules.forEach(({ to }, index) => check(to, ['rules', index, 'to']));
      check(otherwise, ['otherwise']);
    },
  ),
  strictObject({ ...route, ...routings.fallback.shape }),
  strictObject({ ...route, ...routings.cache.shape }).refine(
    ({ parts }) => Object.keys(parts).length === 1,
    {
      error: 'A cache has exactly one part; for several, make the part a route.',
      path: ['parts'],
    },
  ),
  strictObject({ ...route, ...routings.hedge.shape }).refine(
    ({ parts }) => Object.keys(parts).length <= 2,
    { error: 'A hedge has at most two parts.', path: ['parts'] },
  ),
]);

/** Schema of a target; `kind` selects the variant. */
export const targetSchema = z.discriminatedUnion('kind', [...serviceTargets, routeSchema]);
