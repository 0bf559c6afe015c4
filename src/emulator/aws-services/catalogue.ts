import { modelIdOf } from '../../cost/inference-profile.ts';
import { createPriceBook } from '../../cost/price-book.ts';
import { ServiceError } from './aws-service.ts';

/** A foundation model as Bedrock's control plane describes it. */
export interface CatalogueModel {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly inferenceTypes: readonly string[];
}

const PROVIDERS: Readonly<Record<string, string>> = {
  ai21: 'AI21 Labs',
  amazon: 'Amazon',
  anthropic: 'Anthropic',
  cohere: 'Cohere',
  deepseek: 'DeepSeek',
  google: 'Google',
  meta: 'Meta',
  mistral: 'Mistral AI',
  moonshotai: 'Moonshot AI',
  openai: 'OpenAI',
  qwen: 'Qwen',
  writer: 'Writer',
  xai: 'xAI',
  zai: 'Z.AI',
};

/**
 * Models available only by inference profile: Claude from 4, Llama from 3.1, Nova 2 and Premier.
 */
const PROFILE_ONLY =
  /^anthropic\.claude-(?:sonnet|opus|haiku|fable)-|^meta\.llama(?:3-[1-9]-|4)|nova-(?:2|premier)/;

/** Models with provisioned throughput (Bedrock user guide, provisioned throughput, 2026). */
const PROVISIONABLE =
  /^anthropic\.claude-(?:v2|instant|3-)|^meta\.llama3-[12]-|nova-(?:micro|lite|pro|2-lite)/;

/** The models of the price book. The emulator lists only these but serves any model id. */
export const CATALOGUE: readonly CatalogueModel[] = createPriceBook([])
  .rows.map(({ id }) => id)
  .filter((id) => /^[a-z0-9]+\./.test(id) && PROVIDERS[id.split('.', 1)[0] ?? ''] !== undefined)
  .map((id) => ({
    id,
    name: nameOf(id),
    provider: PROVIDERS[id.split('.', 1)[0] ?? ''] ?? '',
    inferenceTypes: [
      PROFILE_ONLY.test(id) ? 'INFERENCE_PROFILE' : 'ON_DEMAND',
      ...(PROVISIONABLE.test(id) ? ['PROVISIONED'] : []),
    ],
  }));

/** Derives a display name: `anthropic.claude-3-5-sonnet-20241022-v2:0` is Claude 3.5 Sonnet V2. */
function nameOf(id: string): string {
  const [, bare = id, major = '1', minor = '0'] =
    /^[^.]+\.(.+?)(?:-\d{8})?(?:-v(\d+)(?::(\d+))?|-\d+:\d+)?$/.exec(id) ?? [];
  const words = bare
    .replace(/(?<=\d)-(?=\d(?!\d|b))/g, '.')
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  if (minor !== '0') words.push(`V${major}.${minor}`);
  else if (major !== '1') words.push(`V${major}`);
  return words.join(' ');
}

/** Returns the model of an id or ARN. Throws Bedrock's error for an unknown one. */
export function modelNamed(idOrArn: string): CatalogueModel {
  const model = CATALOGUE.find(({ id }) => id === modelIdOf(idOrArn));
  if (model !== undefined) return model;
  throw new ServiceError(
    404,
    'ResourceNotFoundException',
    'Could not resolve the foundation model from the provided model identifier.',
  );
}

export function modelArn(id: string, region = 'us-east-1'): string {
  return `arn:aws:bedrock:${region}::foundation-model/${id}`;
}
