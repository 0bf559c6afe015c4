import { isObject } from '../../json/json-object.ts';
import type { LeafTarget } from '../leaf-targets.ts';
import type { Prompt } from '../prompt-schema.ts';
import type { JsonObject } from '../schema/fields.ts';
import { memberAt } from '../target/request-shape.ts';
import { targetPatch } from '../target/target-patch.ts';
import { type ModelTraits, modelTraits } from './model-table.ts';

/** Options of a prompt beside its text. A dataset row may add a system prompt. */
export type AskedOptions = Omit<Prompt, 'user' | 'maxTokens'>;

/** An option that a model refuses, by the model table. */
export interface RefusedOption {
  /** Name as in the scenario: `temperature`, `toolChoice`. */
  readonly option: string;
  /** Reason, as a clause. */
  readonly why: string;
}

/**
 * Returns the options of a target and its prompt that the model refuses, by the model table; none
 * for a model without a row.
 */
export function refusedOptions(target: LeafTarget, prompt: AskedOptions): readonly RefusedOption[] {
  const model = modelOf(target);
  const traits = model === undefined ? undefined : modelTraits(model);
  if (traits === undefined) return [];
  const asked = askedBy(targetPatch(target), prompt);
  return [
    ...sampling(traits, asked),
    ...tools(traits, asked),
    ...thinking(traits, asked),
    ...content(traits, asked),
  ];
}

/** Returns the model of a target; undefined if it names none. */
export function modelOf(target: LeafTarget): string | undefined {
  if (target.kind === 'bedrock-agent' || !('model' in target) || target.model === '')
    return undefined;
  return target.model;
}

interface Asked {
  readonly temperature: unknown;
  readonly topP: unknown;
  readonly topK: unknown;
  readonly stop: unknown;
  readonly tools: boolean;
  readonly forced: boolean;
  readonly thinking: 'on' | 'off' | undefined;
  readonly prompt: AskedOptions;
}

/** Returns the options after a patch: it replaces the prompt's, and `null` removes one. */
function askedBy(patch: JsonObject, prompt: AskedOptions): Asked {
  const said = (fromPrompt: unknown, ...names: readonly string[]): unknown => {
    const places = [
      patch,
      patch['inferenceConfig'],
      patch['additionalModelRequestFields'],
      patch['parameters'],
    ];
    const values = places.flatMap((place) => names.map((name) => memberAt(place, name)));
    const told = values.find((value) => value !== undefined);
    return told === undefined ? fromPrompt : (told ?? undefined);
  };
  const choice =
    said(prompt.toolChoice, 'tool_choice', 'toolChoice') ??
    memberAt(patch, 'toolConfig', 'toolChoice');
  return {
    temperature: said(prompt.temperature, 'temperature'),
    topP: said(prompt.topP, 'topP', 'top_p'),
    topK: said(undefined, 'topK', 'top_k'),
    stop: said(prompt.stopSequences, 'stopSequences', 'stop_sequences', 'stop'),
    tools: said(prompt.tools, 'tools', 'toolConfig') !== undefined,
    forced: isForced(choice),
    thinking: thinkingOf(said),
    prompt,
  };
}

function isForced(choice: unknown): boolean {
  if (typeof choice === 'string') return choice === 'any' || choice === 'required';
  if (!isObject(choice)) return false;
  const { type } = choice;
  if (typeof type === 'string') return type !== 'auto' && type !== 'none';
  return 'any' in choice || 'tool' in choice || 'function' in choice;
}

function thinkingOf(
  said: (fromPrompt: unknown, ...names: readonly string[]) => unknown,
): Asked['thinking'] {
  const type = memberAt(said(undefined, 'thinking'), 'type');
  if (type === 'disabled') return 'off';
  if (type === 'enabled' || type === 'adaptive') return 'on';
  const effort =
    said(undefined, 'reasoning_effort') ?? memberAt(said(undefined, 'reasoning'), 'effort');
  return effort === 'none' ? 'off' : undefined;
}

function sampling(traits: ModelTraits, asked: Asked): readonly RefusedOption[] {
  const { temperature, topP, topK, stop } = asked;
  const given = Object.entries({ temperature, topP, topK }).filter(
    ([, value]) => value !== undefined,
  );
  const why = 'it takes no sampling parameters';
  const alone = traits.thinksAlone === true && asked.thinking === 'on';
  return [
    ...(traits.sampling === false ? given.map(([option]) => ({ option, why })) : []),
    ...(traits.samplingTogether === false && temperature !== undefined && topP !== undefined
      ? [{ option: 'topP', why: 'it takes temperature or topP, not both' }]
      : []),
    ...(alone && temperature !== undefined && temperature !== 1
      ? [{ option: 'temperature', why: 'with thinking on it accepts only 1' }]
      : []),
    ...(traits.stopSequences === false && stop !== undefined
      ? [{ option: 'stopSequences', why: 'it takes none' }]
      : []),
  ];
}

function tools(traits: ModelTraits, asked: Asked): readonly RefusedOption[] {
  if (traits.tools === false && asked.tools) return [{ option: 'tools', why: 'it calls none' }];
  if (!asked.forced) return [];
  const option = 'toolChoice';
  if (traits.forcedTool === false) {
    return [{ option, why: 'it accepts tools, but cannot be forced to call one' }];
  }
  return traits.thinksAlone === true && asked.thinking === 'on'
    ? [{ option, why: 'with thinking on it cannot be forced to call a tool' }]
    : [];
}

function thinking(traits: ModelTraits, asked: Asked): readonly RefusedOption[] {
  const option = 'thinking';
  if (traits.thinking === 'always' && asked.thinking === 'off') {
    return [{ option, why: 'it always thinks' }];
  }
  if (traits.thinking === 'never' && asked.thinking === 'on') {
    return [{ option, why: 'it does not think before it answers' }];
  }
  return [];
}

function content(traits: ModelTraits, { prompt }: Asked): readonly RefusedOption[] {
  const kinds = [
    ['system', prompt.system, 'it takes no system prompt'],
    ['images', prompt.images, 'it reads no images'],
    ['documents', prompt.documents, 'it reads no documents'],
  ] as const;
  return kinds.flatMap(([option, value, why]) =>
    traits[option] === false && value !== undefined ? [{ option, why }] : [],
  );
}
