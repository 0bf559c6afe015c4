import { modelTraits } from '../../scenario/model/model-table.ts';
import type { RequestQuirks } from '../dialect/dialect.ts';

/**
 * Returns how requests to this model differ, by the model table: its name for the token limit, and
 * how it is asked for JSON of a schema over this wire. A model outside the table is asked with a
 * forced tool.
 */
export function requestQuirksOf(
  model: string,
  wire: 'converse' | 'messages' | 'chat' | 'invoke',
): RequestQuirks {
  const { maxTokensName, forcedTool, schemaOn = [] } = modelTraits(model) ?? {};
  const byFormat = wire !== 'invoke' && schemaOn.includes(wire);
  const structured = byFormat ? 'format' : 'offered-tool';
  return {
    ...(maxTokensName === undefined ? {} : { maxTokensName }),
    ...(forcedTool === false ? { structured } : {}),
  };
}
