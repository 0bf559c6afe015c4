import type { Message } from '../../dataset/query/query.ts';

/** A conversation parsed from the prompt string of a completion model. */
export interface ParsedChat {
  readonly system: string;
  readonly messages: readonly Message[];
}

const TURN =
  /(?:<\|start_header_id\|>(system|user|assistant)<\|end_header_id\|>|<\|im_start\|>(system|user|assistant))\s*([\s\S]*?)(?=<\|eot_id\|>|<\|im_end\|>|<\|start_header_id\|>|<\|im_start\|>|$)/g;

/**
 * Parses the chat templates of Llama 3, ChatML and Mistral, and removes the labels of Titan's
 * `User: … Bot:`. Returns a prompt in no template as one user message.
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

/**
 * Returns the content of the last `[INST]…[/INST]`. Linear: stops at the first unclosed opening.
 */
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

/**
 * Removes `User:` at the start and `Bot:` at the end. Trims first, because a pattern would retry
 * each blank of a long run.
 */
function withoutLabels(text: string): string {
  const bare = text.trim().replace(/^(?:<s>\s*)?User:/, '');
  return (bare.endsWith('Bot:') ? bare.slice(0, -'Bot:'.length) : bare).trim();
}
