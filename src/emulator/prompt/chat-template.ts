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
  const bare = withoutLabels(lastInstruction(prompt) ?? prompt);
  return { system: '', messages: [{ role: 'user', text: bare }] };
}

const OPEN = '[INST]';
const CLOSE = '[/INST]';

/** What the last `[INST]…[/INST]` holds. Linear: of openings that nothing closes one is looked at. */
function lastInstruction(prompt: string): string | undefined {
  let last: string | undefined;
  for (let at = 0; ;) {
    const open = prompt.indexOf(OPEN, at);
    const close = open < 0 ? -1 : prompt.indexOf(CLOSE, open);
    if (close < 0) return last;
    last = prompt.slice(open + OPEN.length, close);
    at = close + CLOSE.length;
  }
}

/** Without `User:` in front and `Bot:` behind, trimmed first: a pattern would try each blank of a long run. */
function withoutLabels(text: string): string {
  const bare = text.trim().replace(/^(?:<s>\s*)?User:/, '');
  return (bare.endsWith('Bot:') ? bare.slice(0, -'Bot:'.length) : bare).trim();
}
