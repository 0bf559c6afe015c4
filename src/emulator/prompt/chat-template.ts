import type { Message } from '../../dataset/query/query.ts';

/** A conversation read back from the one string that completion models are sent. */
export interface ParsedChat {
  readonly system: string;
  readonly messages: readonly Message[];
}

const TURN =
  /(?:<\|start_header_id\|>(system|user|assistant)<\|end_header_id\|>|<\|im_start\|>(system|user|assistant))\s*([\s\S]*?)(?=<\|eot_id\|>|<\|im_end\|>|<\|start_header_id\|>|<\|im_start\|>|$)/g;

/**
 * Reads the templates of Llama 3, ChatML and Mistral; Titan's `User: … Bot:` loses its labels. A
 * prompt in none of them is one user message.
 */
export function readTemplate(prompt: string): ParsedChat {
  const turns = [...prompt.matchAll(TURN)].map(([, llama, chatml, text = '']) => ({
    role: llama ?? chatml ?? 'user',
    text: text.trim(),
  }));
  if (turns.length > 0) {
    return {
      system: turns.flatMap(({ role, text }) => (role === 'system' ? text : [])).join('\n'),
      messages: turns.flatMap(({ role, text }): Message[] =>
        role === 'system' || text === ''
          ? []
          : [{ role: role === 'user' ? 'user' : 'assistant', text }],
      ),
    };
  }
  const instruction = [...prompt.matchAll(/\[INST\]([\s\S]*?)\[\/INST\]/g)].at(-1)?.[1];
  const bare = (instruction ?? prompt).replace(/^\s*(?:<s>)?\s*User:\s*|\s*Bot:\s*$/g, '');
  return { system: '', messages: [{ role: 'user', text: bare.trim() }] };
}
