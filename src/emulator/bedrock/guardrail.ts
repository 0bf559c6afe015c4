import type { GuardrailSettings } from '../../scenario/emulator/guardrail-schema.ts';
import type { Composition } from '../answer/compose-reply.ts';
import { InvalidRequest } from '../dialect/base/dialect.ts';
import type { Intervention } from '../prompt/intervention.ts';
import type { ModelRequest } from '../prompt/model-request.ts';
import { splitTokens } from '../prompt/tokenizer.ts';

/** Blocks prompts and answers that contain a denied word, for requests that name a guardrail. */
export interface Guardrails {
  /** Throws an InvalidRequest where guardrails are configured, but not the one that is named. */
  onInput(modelRequest: ModelRequest): Intervention | undefined;
  onOutput(modelRequest: ModelRequest, text: string): Intervention | undefined;
}

/**
 * Creates the guardrails of the settings. Without settings any name is valid and nothing is
 * blocked.
 */
export function createGuardrails(
  settings: Readonly<Record<string, GuardrailSettings>> = {},
): Guardrails {
  function intervene(
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
      const userTexts = modelRequest.messages
        .filter(({ role }) => role === 'user')
        .map(({ text }) => text);
      return intervene(modelRequest, 'input', userTexts.join('\n'));
    },
    onOutput: (modelRequest, text) => intervene(modelRequest, 'output', text),
  };
}

/** Returns the first denied word in a text, as written there; matches whole words in any case. */
function deniedWord(text: string, denied: readonly string[]): string | undefined {
  const words = denied.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${words.join('|')})(?![\p{L}\p{N}])`, 'iu').exec(
    text,
  )?.[0];
}

/**
 * Replaces a reply's text by the guardrail's message. A blocked prompt has no tokens: no model ran.
 */
export function withhold({ reply }: Composition, intervention: Intervention): Composition {
  const chunks = splitTokens(intervention.message);
  const modelRan = intervention.on === 'output';
  return {
    reply: {
      ...reply,
      modelRequest: { ...reply.modelRequest, output: undefined },
      text: intervention.message,
      inputTokens: modelRan ? reply.inputTokens : 0,
      outputTokens: modelRan ? chunks.length : 0,
      truncated: false,
      intervention,
    },
    chunks,
    groundTruth: { injectedErrors: [], refused: true },
  };
}
