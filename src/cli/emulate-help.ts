import { FAULT_KINDS } from '../scenario/emulator/fault-kinds.ts';
import { PROFILES } from '../serving/profiles/profiles.ts';

/** Returns the end of `proofload emulate --help`. */
export function emulateHelp(): string {
  return `
A model, endpoint or path is a Bedrock model id or ARN, a SageMaker endpoint's name, or the path of
a deployed API (/prod/ask). Any is answered; profiles, quotas and faults are for those you name.

Profiles:
${wrapped([...PROFILES.keys()])}

Faults:
${wrapped(FAULT_KINDS)}
  Members: kind, probability (1), on (everything), count (no end), from (at once), for (no end),
  retryAfter. Durations are like 500ms, 10s, 1m30s.

Quotas:
  on, tokensPerMinute, requestsPerMinute, tokensPerDay; for bedrock-mantle inputTokensPerMinute and
  outputTokensPerMinute; window, one of bucket, sliding, fixed. none lifts a limit.

Examples:
  proofload emulate --quota on=anthropic.claude-3-haiku-20240307-v1:0,tokensPerMinute=20000
  proofload emulate --profile my-endpoint=llama-70b-h100x2 --fault kind=stall,on=my-endpoint,count=3
  proofload emulate --fault kind=throttle,probability=0.2,from=30s,for=1m

While it runs:
  GET  /_proofload/log      what was served, a line of JSON a request
  POST /_proofload/faults   other faults from now on: [{"kind": "reset", "probability": 0.01}]
  GET  /_proofload/health
  (by an address or localhost; POST with content-type application/json)

More: docs/emulator.md`;
}

const WIDTH = 96;

/** Returns words with commas, in lines indented by two spaces. */
function wrapped(words: readonly string[]): string {
  const lines: string[] = [];
  let line = '';
  for (const [index, word] of words.entries()) {
    const part = index === words.length - 1 ? word : `${word}, `;
    if (line.length + part.length > WIDTH) {
      lines.push(`  ${line.trimEnd()}`);
      line = '';
    }
    line += part;
  }
  return [...lines, `  ${line}`].join('\n');
}
