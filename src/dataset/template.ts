import { LiquidError, UndefinedVariableError } from 'liquidjs';
import type { Template as LiquidTemplate } from 'liquidjs';
import { nearest } from '../problem/nearest.ts';
import { Problem } from '../problem/problem.ts';
import { createLiquid } from './liquid/liquid.ts';

/**
 * Renders a compiled Liquid template with the columns of a row, without escaping. A list or an
 * object prints as JSON, a number as it was written.
 *
 * `subject` names the owner of the columns (`questions.csv:7`). Throws a Problem for a missing
 * column, with its position in the template and the known columns; `{% if column %}` and the
 * `default` filter may test for a missing one.
 */
type Template = (columns: Readonly<Record<string, unknown>>, subject: string) => string;

const liquid = createLiquid({ lenientIf: true });

/**
 * Compiles a template. `name` is its position in the scenario: `prompt.user`. Throws a Problem on
 * bad syntax.
 */
export function compileTemplate(text: string, name: string): Template {
  const parts = parse(text, name);
  return (columns, subject) => {
    try {
      return String(liquid.renderSync(parts, columns));
    } catch (error) {
      throw problemOf(error, name, Object.keys(columns), subject);
    }
  };
}

function parse(text: string, name: string): LiquidTemplate[] {
  try {
    return liquid.parse(text);
  } catch (error) {
    throw problemOf(error, name, [], '');
  }
}

function problemOf(error: unknown, name: string, columns: readonly string[], subject: string) {
  if (!LiquidError.is(error)) return error;
  const [line = 1, column = 1] = error.token.getPosition();
  const place = { file: name, line, column };
  if (!(error instanceof UndefinedVariableError)) {
    const what = error.message.replace(/, line:\d+, col:\d+$/, '');
    return new Problem(`The template cannot be used: ${what}.`, { place, cause: error });
  }
  const missing = error.message.replace(/^undefined variable: |, line:\d+, col:\d+$/g, '');
  const near = nearest(missing, columns);
  return new Problem(`The template names "${missing}", which ${subject} does not have.`, {
    place,
    remedy: `${near === undefined ? '' : `Did you mean "${near}"? `}Its columns are ${columns.join(', ')}.`,
    cause: error,
  });
}
