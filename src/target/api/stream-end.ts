import {
  CHAT_REASONS,
  COHERE_REASONS,
  CONVERSE_REASONS,
  type Ending,
  type FinishReasons,
  MESSAGES_REASONS,
  readEnding,
  RESPONSES_REASONS,
  TEXT_GENERATION_REASONS,
} from '../dialect/finish-reason.ts';
import { hasPath, fieldPath, textAt } from '../json/field-path.ts';

/** A StreamEnd is what an event of an API of one's own says of the answer's end. */
export interface StreamEnd {
  readonly ending: Ending;
  /** The event has a place for a finish reason, and none in it yet: one has to come. */
  readonly promised: boolean;
}

/** Of Gemini, beside those of the others. */
const REASONS: FinishReasons = {
  ...TEXT_GENERATION_REASONS,
  ...COHERE_REASONS,
  ...RESPONSES_REASONS,
  ...CONVERSE_REASONS,
  ...MESSAGES_REASONS,
  ...CHAT_REASONS,
  done: 'whole',
  recitation: 'withheld',
  blocklist: 'withheld',
  prohibited_content: 'withheld',
  spii: 'withheld',
  image_safety: 'withheld',
  language: 'withheld',
  other: 'failed',
  unexpected_tool_call: 'failed',
};

/** Where the APIs of this world put finish reasons: Gemini, OpenAI, Anthropic, Bedrock, Ollama. */
const REASON_PATHS = [
  'candidates.0.finishReason',
  'choices.0.finish_reason',
  'delta.stop_reason',
  'messageStop.stopReason',
  'finish_reason',
  'finishReason',
  'stop_reason',
  'stopReason',
  'done_reason',
];

/** Members that are true in the last event alone. */
const FLAGS = ['done', 'is_finished', 'isFinished', 'finished'].map((path) => fieldPath(path));

const NOT_YET: StreamEnd = { ending: readEnding(REASONS, undefined), promised: false };
const PROMISED: StreamEnd = { ...NOT_YET, promised: true };
const LAST: StreamEnd = { ending: { done: true }, promised: false };

/** Reads ends by the scenario's `done`, and by what APIs are known to end with where it names none. */
export function compileStreamEnd(done: string | undefined): (json: unknown) => StreamEnd {
  if (done === undefined) return readKnownEnd;
  const value = fieldPath(done);
  return (json) => {
    const told = value(json);
    if (told === undefined || told === false || told === 0) return NOT_YET;
    if (typeof told !== 'string') return LAST;
    const ending = readEnding(REASONS, told);
    // A word of the API's own is no finish reason that anybody would have to know.
    return {
      ending: ending.finish === 'unknown' ? { ...ending, finish: undefined } : ending,
      promised: false,
    };
  };
}

const readers = REASON_PATHS.map((path) => ({ text: textAt(path), isThere: hasPath(path) }));

function readKnownEnd(json: unknown): StreamEnd {
  let promised = false;
  for (const { text, isThere } of readers) {
    if (!isThere(json)) continue;
    const ending = readEnding(REASONS, text(json));
    if (ending.stopReason !== undefined) return { ending, promised: false };
    promised = true;
  }
  if (FLAGS.some((flag) => flag(json) === true)) return LAST;
  return promised ? PROMISED : NOT_YET;
}
