import { Problem } from '../../problem/problem.ts';
import { importDefault } from '../../scenario/import-module.ts';
import type { TargetSpec } from '../../scenario/target/target-spec.ts';
import { onAbort } from '../../time/cancellation.ts';
import type { Milliseconds } from '../../time/duration.ts';
import type { ClientConfig } from '../contract/client-config.ts';
import type { Call, Reply, Target } from '../contract/target.ts';
import { checkedReply } from './checked-reply.ts';
import type { ModuleReply, ModuleTarget } from './target-module.ts';

type ModuleSpec = Extract<TargetSpec, { readonly kind: 'module' }>;

/** Creates the target that a user's own file defines. Throws a Problem if the file defines none. */
export async function createModuleTarget(
  spec: ModuleSpec,
  { region, connections }: ClientConfig,
): Promise<Target> {
  const make = await loadModule(spec);
  const { name, options } = spec;
  const made = await make({ name, options, region, connections });
  if (!isModuleTarget(made)) {
    throw new Problem(`The default export of the target "${name}" returned no target.`, {
      place: { file: spec.module },
      remedy: 'Return an object with a function ask(query, call); see docs/targets.md.',
    });
  }
  return {
    name,
    ask: (query, call) => ask(made, spec, query, call),
    ...(made.preconnect === undefined ? {} : { preconnect: made.preconnect.bind(made) }),
    close: async () => made.close?.(),
  };
}

async function loadModule({ name, module }: ModuleSpec): Promise<(context: object) => unknown> {
  let value: unknown;
  try {
    value = await importDefault(module);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Problem(`The module of the target "${name}" could not be loaded: ${reason}`, {
      place: { file: module },
      cause,
    });
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what it returns is checked
  if (typeof value === 'function') return value as (context: object) => unknown;
  throw new Problem(`The module of the target "${name}" has no function as its default export.`, {
    place: { file: module },
    remedy: 'Write `export default (({ options }) => ({ ask })) satisfies TargetModule;`.',
  });
}

function isModuleTarget(value: unknown): value is ModuleTarget {
  return (
    typeof value === 'object' && value !== null && 'ask' in value && typeof value.ask === 'function'
  );
}

/** Calls the module once the request is due; time before that would not count. */
async function ask(
  target: ModuleTarget,
  spec: ModuleSpec,
  query: Parameters<Target['ask']>[0],
  { clock, signal, metadata, gate }: Call,
): Promise<Reply> {
  await gate?.();
  const start = clock.now();
  if (signal.aborted) return stopped(signal.reason, {}, start);
  const controller = new AbortController();
  let release = (): void => undefined;
  const aborted = new Promise<Reply>((resolve) => {
    release = onAbort(signal, (reason) => {
      controller.abort(reason);
      resolve(stopped(reason, { sent: start }, clock.now()));
    });
  });
  try {
    const reply = replyOf(target, query, { clock, metadata, signal: controller.signal });
    const checked = reply.then((raw) => checkedReply(raw, { start, now: clock.now() }, spec));
    return await Promise.race([aborted, checked]);
  } finally {
    release();
  }
}

/** Calls the module; an error that it throws becomes a failed reply. */
async function replyOf(
  target: ModuleTarget,
  query: Parameters<ModuleTarget['ask']>[0],
  call: Parameters<ModuleTarget['ask']>[1],
): Promise<ModuleReply> {
  try {
    return await target.ask(query, call);
  } catch (error) {
    return { outcome: 'server_error', answer: '', error: failureOf(error) };
  }
}

/**
 * Returns the code of a socket's error, which fetch puts into its cause; otherwise a name that
 * shows the error is the module's.
 */
function failureOf(error: unknown): NonNullable<Reply['error']> {
  const message = error instanceof Error ? error.message : String(error);
  const cause = error instanceof Error ? error.cause : undefined;
  const code = codeOf(error) ?? codeOf(cause);
  const why = cause instanceof Error ? `${message}: ${cause.message}` : message;
  return { name: code ?? 'ERR_TARGET_MODULE', message: why };
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Returns the reply of an aborted request; an answer that still comes is ignored. */
function stopped(reason: unknown, stamps: Reply['stamps'], end: Milliseconds): Reply {
  const isTimeout = reason === 'timeout';
  return {
    outcome: isTimeout ? 'timeout' : 'interrupted',
    ...(isTimeout ? { error: { name: 'TimeoutError', message: 'No answer within timeout.' } } : {}),
    stamps,
    end,
    chunks: 0,
    readsShared: 0,
    chunkGaps: [],
    answer: '',
    tokens: { source: 'unknown' },
  };
}
