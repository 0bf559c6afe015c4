/** An Intervention is a guardrail's word in place of the model's. */
export interface Intervention {
  readonly guardrail: NamedGuardrail;
  /** Whether the prompt was stopped, and the model never asked, or its answer. */
  readonly on: 'input' | 'output';
  /** The denied word as it was written. */
  readonly match: string;
  readonly message: string;
}

/** A NamedGuardrail is the one that a request wants to be held to. */
export interface NamedGuardrail {
  readonly id: string;
  /** Whether the response is to say what was found. */
  readonly traced: boolean;
}

/** What a guardrail found, as Converse traces it. */
export function converseTrace(intervention: Intervention): Readonly<Record<string, unknown>> {
  const { guardrail, on } = intervention;
  return on === 'input'
    ? { inputAssessment: { [guardrail.id]: assessment(intervention) } }
    : { outputAssessments: { [guardrail.id]: [assessment(intervention)] } };
}

/** The same, as InvokeModel puts it into the body beside the model's own members. */
export function invokeTrace(intervention: Intervention): Readonly<Record<string, unknown>> {
  const found = { [intervention.guardrail.id]: assessment(intervention) };
  return intervention.on === 'input' ? { input: found } : { outputs: [found] };
}

function assessment({ match }: Intervention): unknown {
  return {
    wordPolicy: {
      customWords: [{ match, action: 'BLOCKED', detected: true }],
      managedWordLists: [],
    },
  };
}
