import { modelIdOf, parseInferenceProfile } from '../../cost/inference-profile.ts';
import {
  ServiceError,
  type ServiceResponse,
  type AwsService,
  type ServiceRequest,
} from './aws-service.ts';
import { CATALOGUE, modelArn, modelNamed, type CatalogueModel } from './catalogue.ts';
import { pageOf } from './page.ts';
import type { ProvisionedThroughputs } from './provisioned-throughputs.ts';

const GEOGRAPHIES = ['us', 'eu', 'apac', 'global'];
const REGIONS = ['us-east-1', 'us-east-2', 'us-west-2'];

/**
 * Creates Bedrock's control plane: foundation models, inference profiles, provisioned throughput.
 */
export function createBedrockControl(throughputs: ProvisionedThroughputs): AwsService {
  return (question) => {
    const [root = '', id] = question.path;
    if (question.path.length > 2) return undefined;
    if (root.startsWith('provisioned-model-throughput')) return throughputs.answer(question);
    if (question.method !== 'GET') return undefined;
    if (root === 'foundation-models') {
      return id === undefined ? listModels(question) : getModel(id);
    }
    if (root !== 'inference-profiles') return undefined;
    return id === undefined ? listProfiles(question) : getProfile(id);
  };
}

function listModels({ query }: ServiceRequest): ServiceResponse {
  const provider = query.get('byProvider')?.toLowerCase();
  const type = query.get('byInferenceType');
  const modality = query.get('byOutputModality') ?? 'TEXT';
  const models = CATALOGUE.filter(
    (model) =>
      (provider === undefined || model.provider.toLowerCase() === provider) &&
      (type === null || model.inferenceTypes.includes(type)) &&
      modality === 'TEXT',
  );
  return { status: 200, body: { modelSummaries: models.map(describe) } };
}

function getModel(id: string): ServiceResponse {
  return { status: 200, body: { modelDetails: describe(modelNamed(id)) } };
}

function describe(model: CatalogueModel): Record<string, unknown> {
  return {
    modelArn: modelArn(model.id),
    modelId: model.id,
    modelName: model.name,
    providerName: model.provider,
    inputModalities: ['TEXT'],
    outputModalities: ['TEXT'],
    responseStreamingSupported: true,
    customizationsSupported: [],
    inferenceTypesSupported: model.inferenceTypes,
    modelLifecycle: { status: 'ACTIVE' },
  };
}

function listProfiles({ query }: ServiceRequest): ServiceResponse {
  const all = CATALOGUE.filter(({ inferenceTypes }) =>
    inferenceTypes.includes('INFERENCE_PROFILE'),
  ).flatMap((model) => GEOGRAPHIES.map((geography) => profile(geography, model)));
  const wanted = query.get('type') === 'APPLICATION' ? [] : all;
  const size = Number(query.get('maxResults') ?? 100);
  const { items, nextToken } = pageOf(wanted, size, query.get('nextToken'));
  return { status: 200, body: { inferenceProfileSummaries: items, nextToken } };
}

function getProfile(idOrArn: string): ServiceResponse {
  const named = parseInferenceProfile(modelIdOf(idOrArn));
  const model = CATALOGUE.find(({ id }) => id === named?.model);
  if (named !== undefined && model !== undefined) {
    return { status: 200, body: profile(named.geography, model) };
  }
  throw new ServiceError(
    404,
    'ResourceNotFoundException',
    `Inference profile ${idOrArn} could not be found.`,
  );
}

function profile(geography: string, { id, provider, name }: CatalogueModel) {
  const profileId = `${geography}.${id}`;
  return {
    inferenceProfileName: `${geography.toUpperCase()} ${provider} ${name}`,
    inferenceProfileArn: `arn:aws:bedrock:us-east-1:000000000000:inference-profile/${profileId}`,
    inferenceProfileId: profileId,
    description: `Routes requests to ${name}; all regions are this emulator.`,
    models: REGIONS.map((region) => ({ modelArn: modelArn(id, region) })),
    status: 'ACTIVE',
    type: 'SYSTEM_DEFINED',
  };
}
