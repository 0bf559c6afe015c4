import type { Message } from '../../dataset/query/query.ts';
import { sections, withoutSections } from '../prompt/tagged-sections.ts';

/** The question of a prompt and the passages to answer it from. */
export interface ParsedPrompt {
  readonly question: string;
  readonly passages: readonly string[];
}

const QUESTION_TAGS = ['question', 'query'];
const PASSAGE_TAGS = ['passage', 'document'];
/** Tags that hold all passages at once, used where no passage has a tag of its own. */
const PASSAGES_TAGS = ['passages', 'documents', 'context', 'search_results'];

/**
 * Parses the last user message that has more than passages: its `<question>`, or else its last line; its `<passage>` sections,
 * or else its other lines. Uses passages marked in an earlier turn, or else in the system prompt,
 * where the last message marks none.
 */
export function parsePrompt(system: string, messages: readonly Message[]): ParsedPrompt {
  const unmarked =
    messages
      .filter((message) => message.role === 'user')
      .map(({ text }) => withoutSections(text, [...PASSAGES_TAGS, ...PASSAGE_TAGS]))
      .findLast((text) => text.trim() !== '') ?? '';
  const tagged = QUESTION_TAGS.flatMap((tag) => sections(unmarked, tag)).at(-1);
  const lines = withoutSections(unmarked, QUESTION_TAGS)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const question = tagged ?? withoutLabel(lines.pop() ?? '');
  const marked = messages
    .filter((message) => message.role === 'user')
    .toReversed()
    .map((message) => markedPassages(message.text))
    .concat([markedPassages(system)])
    .find((passages) => passages.length > 0);
  return { question, passages: marked ?? paragraphs(lines, tagged) };
}

function markedPassages(text: string): string[] {
  const single = PASSAGE_TAGS.flatMap((tag) => sections(text, tag));
  const found = single.length > 0 ? single : PASSAGES_TAGS.flatMap((tag) => sections(text, tag));
  return found.flatMap((passage) => passage.split(/\n\s*\n/)).filter((passage) => passage !== '');
}

/**
 * Returns the lines as passages. Beside a marked question, a single line is an instruction instead.
 */
function paragraphs(lines: readonly string[], tagged: string | undefined): string[] {
  const passages = lines.map(withoutLabel).filter((line) => line !== '');
  return tagged !== undefined && passages.length < 2 ? [] : passages;
}

function withoutLabel(line: string): string {
  return line.replace(/^(?:question|context|query|passages?|documents?|q)\s*:\s*/i, '');
}
