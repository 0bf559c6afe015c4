import { modelTraits } from '../../scenario/model/model-table.ts';
import type { RequestQuirks } from '../dialect/dialect.ts';

/**
 * How a model is to be asked by the model table: by chat's name for the most tokens, and for JSON of a
 * schema on this wire. What the table does not know is asked as ever, by a tool that must be called.
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
