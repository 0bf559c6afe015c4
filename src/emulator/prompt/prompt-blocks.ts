import { CHARACTERS_PER_TOKEN } from '../../sample/token-length.ts';
import { PREFIX_BLOCK } from '../../serving/engine/prefix-cache.ts';
import type { ModelRequest } from './model-request.ts';

const BLOCK_LENGTH = CHARACTERS_PER_TOKEN * PREFIX_BLOCK;

/**
 * Returns the keys of a prompt's complete blocks for a prefix cache. Each key is a hash (FNV-1a) of
 * all text up to the end of its block.
 */
export function promptBlocks({
  system,
  messages,
}: Pick<ModelRequest, 'system' | 'messages'>): number[] {
  const text = [system, ...messages.map(({ role, text }) => `${role}\n${text}`)].join('\n');
  const blocks: number[] = [];
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
    if ((at + 1) % BLOCK_LENGTH === 0) blocks.push(hash);
  }
  return blocks;
}
