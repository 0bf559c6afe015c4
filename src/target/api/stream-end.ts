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

/** What an event of a custom API says about the end of the answer. */
export interface StreamEnd {
  readonly ending: Ending;
  /** The event has a member for a finish reason without a value: one must follow. */
  readonly promised: boolean;
}

/** Known finish reasons, with those of Gemini. */
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

/** Paths of finish reasons in known APIs: Gemini, OpenAI, Anthropic, Bedrock, Ollama. */
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

/** Members that are true only in the last event. */
const FLAGS = ['done', 'is_finished', 'isFinished', 'finished'].map((path) => fieldPath(path));

const NOT_YET: StreamEnd = { ending: readEnding(REASONS, undefined), promised: false };
const PROMISED: StreamEnd = { ...NOT_YET, promised: true };
const LAST: StreamEnd = { ending: { done: true }, promised: false };

/**
 * Returns a reader of stream ends: by the scenario's `done`, or by the members that known APIs end
 * with.
 */
export function compileStreamEnd(done: string | undefined): (json: unknown) => StreamEnd {
  if (done === undefined) return readKnownEnd;
  const value = fieldPath(done);
  return (json) => {
    const marker = value(json);
    if (marker === undefined || marker === false || marker === 0) return NOT_YET;
    if (typeof marker !== 'string') return LAST;
    const ending = readEnding(REASONS, marker);
    // A word of a custom API is not counted as an unknown finish reason.
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
