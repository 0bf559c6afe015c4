/** A guardrail's message in place of the model's answer. */
export interface Intervention {
  readonly guardrail: NamedGuardrail;
  /** What was blocked: the prompt, before the model ran, or the answer. */
  readonly on: 'input' | 'output';
  /** The denied word as written. */
  readonly match: string;
  readonly message: string;
}

/** The guardrail that a request names. */
export interface NamedGuardrail {
  readonly id: string;
  /** Whether the response includes the guardrail's trace. */
  readonly traced: boolean;
}

/** Returns the trace of a guardrail in Converse's format. */
export function converseTrace(intervention: Intervention): Readonly<Record<string, unknown>> {
  const { guardrail, on } = intervention;
  return on === 'input'
    ? { inputAssessment: { [guardrail.id]: assessment(intervention) } }
    : { outputAssessments: { [guardrail.id]: [assessment(intervention)] } };
}

/** Returns the trace of a guardrail in the format of InvokeModel bodies. */
export function invokeTrace(intervention: Intervention): Readonly<Record<string, unknown>> {
  const assessments = { [intervention.guardrail.id]: assessment(intervention) };
  return intervention.on === 'input' ? { input: assessments } : { outputs: [assessments] };
}

function assessment({ match }: Intervention): unknown {
  return {
    wordPolicy: {
      customWords: [{ match, action: 'BLOCKED', detected: true }],
      managedWordLists: [],
    },
  };
}
