import type { GuardrailSettings } from '../../scenario/emulator/emulator-settings.ts';
import type { Composition } from '../answer/compose-reply.ts';
import { InvalidRequest } from '../dialect/dialect.ts';
import type { Intervention } from '../prompt/intervention.ts';
import type { ModelRequest } from '../prompt/model-request.ts';
import { splitTokens } from '../prompt/tokenizer.ts';

/** Guardrails withhold prompts and answers in which a denied word stands, for requests that name one. */
export interface Guardrails {
  /** Throws an InvalidRequest where others are there, but not the one that the request names. */
  onInput(modelRequest: ModelRequest): Intervention | undefined;
  onOutput(modelRequest: ModelRequest, text: string): Intervention | undefined;
}

/** Without any settings requests may name what they like, and nothing is withheld. */
export function createGuardrails(
  settings: Readonly<Record<string, GuardrailSettings>> = {},
): Guardrails {
  function look(
    modelRequest: ModelRequest,
    on: Intervention['on'],
    text: string,
  ): Intervention | undefined {
    const { guardrail } = modelRequest;
    if (guardrail === undefined || Object.keys(settings).length === 0) return undefined;
    const named = settings[guardrail.id];
    if (named === undefined) {
      throw new InvalidRequest(
        'The guardrail identifier or version provided in the request does not exist.',
      );
    }
    const match = deniedWord(text, named.denied);
    return match === undefined ? undefined : { guardrail, on, match, message: named.message };
  }
  return {
    onInput(modelRequest) {
      const said = modelRequest.messages
        .filter(({ role }) => role === 'user')
        .map(({ text }) => text);
      return look(modelRequest, 'input', said.join('\n'));
    },
    onOutput: (modelRequest, text) => look(modelRequest, 'output', text),
  };
}

/** The first of the words, whole and whatever its case, as the text has it. */
function deniedWord(text: string, denied: readonly string[]): string | undefined {
  const words = denied.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${words.join('|')})(?![\p{L}\p{N}])`, 'iu').exec(
    text,
  )?.[0];
}

/** The same reply with the guardrail's message in it. A model that was never asked counts no tokens. */
export function withhold({ reply }: Composition, intervention: Intervention): Composition {
  const chunks = splitTokens(intervention.message);
  const asked = intervention.on === 'output';
  return {
    reply: {
      ...reply,
      modelRequest: { ...reply.modelRequest, output: undefined },
      text: intervention.message,
      inputTokens: asked ? reply.inputTokens : 0,
      outputTokens: asked ? chunks.length : 0,
      truncated: false,
      intervention,
    },
    chunks,
    groundTruth: { injectedErrors: [], refused: true },
  };
}
