import { execFileSync } from 'node:child_process';

/** A Peer is another tool that can put load on an OpenAI-compatible endpoint, and say what it saw. */
export interface Peer {
  readonly name: string;
  /** Puts it into a folder of its own, unless it is there; throws where it cannot be had. */
  install(folder: string): void;
  /** What to run for one load; files it needs are written into the folder first. */
  command(folder: string, load: PeerLoad): PeerCommand;
  /** Its own figures, out of its standard output or the files it left. */
  read(output: string, folder: string): PeerFigures;
}

export interface PeerLoad {
  /** Where chat completions are asked. */
  readonly url: string;
  readonly streams: number;
  readonly seconds: number;
}

export interface PeerCommand {
  readonly words: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Milliseconds; absent where the tool does not tell. */
export interface PeerFigures {
  readonly ttft?: Quantiles;
  readonly latency?: Quantiles;
  /** Between two chunks of an answer. */
  readonly gap?: Quantiles;
}

export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
}

/** What every tool asks, as JSON text. */
export const BODY = JSON.stringify({
  model: 'metronome',
  messages: [{ role: 'user', content: 'What o’clock is it, to the nanosecond? '.repeat(25) }],
  max_tokens: 1000,
  stream: true,
  stream_options: { include_usage: true },
});

/** Runs one step of an installation, for ten minutes at most; throws with the end of what it said. */
export function step(folder: string, words: readonly string[], env: NodeJS.ProcessEnv = {}): void {
  const [program = '', ...rest] = words;
  execFileSync(program, rest, {
    cwd: folder,
    env: { ...process.env, ...env },
    timeout: 600_000,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** What a tool wrote as JSON; its shape is the tool's promise. */
// oxlint-disable-next-line no-unnecessary-type-parameters -- the caller knows the tool
export function parseJson<T>(text: string): T {
  // oxlint-disable-next-line no-unsafe-type-assertion -- as above
  return JSON.parse(text) as T;
}
