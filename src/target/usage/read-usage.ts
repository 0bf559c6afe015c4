import { isObject } from '../../json/json-object.ts';
import type { Wire } from '../delta/convention.ts';
import type { TokenUsage } from '../delta/delta.ts';

type Kind = 'read' | 'write' | 'writeShort' | 'writeLong' | 'reasoning';
type Whole = 'input' | 'output' | 'total' | 'toolInput';

/** Names that mean a whole count only at the top level of a usage object. */
const WHOLES: ReadonlyMap<string, Whole> = new Map<string, Whole>([
  ['prompt_tokens', 'input'],
  ['input_tokens', 'input'],
  ['inputTokens', 'input'],
  ['inputTokenCount', 'input'],
  ['promptTokenCount', 'input'],
  ['completion_tokens', 'output'],
  ['output_tokens', 'output'],
  ['outputTokens', 'output'],
  ['outputTokenCount', 'output'],
  ['candidatesTokenCount', 'output'],
  ['total_tokens', 'total'],
  ['totalTokens', 'total'],
  ['totalTokenCount', 'total'],
  ['toolUsePromptTokenCount', 'toolInput'],
]);

/** Names of partial counts, which are at the top level or in an object of details. */
const PARTS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['cached_tokens', 'read'],
  ['cached_input_tokens', 'read'],
  ['cached_prompt_tokens', 'read'],
  ['cached_read_tokens', 'read'],
  ['cache_read_tokens', 'read'],
  ['cache_read_input_tokens', 'read'],
  ['num_cached_tokens', 'read'],
  ['prompt_cache_hit_tokens', 'read'],
  ['cacheReadInputTokens', 'read'],
  ['cacheReadInputTokenCount', 'read'],
  ['cachedContentTokenCount', 'read'],
  ['cache_write_tokens', 'write'],
  ['cache_write_input_tokens', 'write'],
  ['cached_write_tokens', 'write'],
  ['cached_creation_tokens', 'write'],
  ['cache_creation_tokens', 'write'],
  ['cache_creation_input_tokens', 'write'],
  ['cacheCreationInputTokens', 'write'],
  ['cacheWriteInputTokens', 'write'],
  ['cacheWriteInputTokenCount', 'write'],
  ['ephemeral_5m_input_tokens', 'writeShort'],
  ['claude_cache_creation_5_m_tokens', 'writeShort'],
  ['ephemeral_1h_input_tokens', 'writeLong'],
  ['claude_cache_creation_1_h_tokens', 'writeLong'],
  ['reasoning_tokens', 'reasoning'],
  ['reasoning_output_tokens', 'reasoning'],
  ['thinking_tokens', 'reasoning'],
  ['thoughtsTokenCount', 'reasoning'],
]);

/**
 * Levels of details below the top:
 * `prompt_tokens_details.cache_creation.ephemeral_1h_input_tokens`.
 */
const DEEPEST = 2;

type Found = { -readonly [kind in Kind | Whole]?: number };

/**
 * Reads the counts of a usage object as the service reports them. A partial count is read at any
 * place; of two, the greater counts, because one name may be 0 where the other is used.
 *
 * Undefined if there is no usage. `plain` is true if other members stand beside the counts.
 */
export function readUsage(usage: unknown, wire: Wire, plain = false): TokenUsage | undefined {
  if (!isObject(usage)) return undefined;
  const found: Found = {};
  collect(usage, { top: true, deeper: plain ? 0 : DEEPEST }, found);
  const { input, output, total, toolInput, read, write, writeShort, writeLong, reasoning } = found;
  const parts =
    writeShort === undefined && writeLong === undefined
      ? undefined
      : (writeShort ?? 0) + (writeLong ?? 0);
  return {
    input: input === undefined ? undefined : input + (toolInput ?? 0),
    output,
    cacheRead: read,
    cacheWrite: greater(write, parts),
    cacheWriteLong: writeLong,
    reasoning,
    total,
    wire,
  };
}

interface Level {
  readonly top: boolean;
  /** Number of levels below it to read. */
  readonly deeper: number;
}

function collect(object: Json, { top, deeper }: Level, found: Found): void {
  for (const name of Object.keys(object)) {
    const value = object[name];
    if (name === 'cacheDetails') {
      collectCacheDetails(value, found);
    } else if (deeper > 0 && isObject(value)) {
      collect(value, { top: false, deeper: deeper - 1 }, found);
    } else if (typeof value === 'number' && value >= 0 && Number.isFinite(value)) {
      const kind = (top ? WHOLES.get(name) : undefined) ?? PARTS.get(name);
      if (kind !== undefined) found[kind] = Math.max(found[kind] ?? 0, value);
    }
  }
}

/** Reads Converse's list of cache writes by lifetime: `[{ ttl: '1h', inputTokens: 900 }]`. */
function collectCacheDetails(details: unknown, found: Found): void {
  if (!Array.isArray(details)) return;
  for (const detail of details) {
    if (!isObject(detail) || typeof detail['inputTokens'] !== 'number') continue;
    const kind = detail['ttl'] === '1h' ? 'writeLong' : 'writeShort';
    found[kind] = (found[kind] ?? 0) + detail['inputTokens'];
  }
}

function greater(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.max(one, other);
}

type Json = Readonly<Record<string, unknown>>;
