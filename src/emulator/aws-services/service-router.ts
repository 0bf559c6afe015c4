import { randomUUID } from 'node:crypto';
import type { HttpExchange } from '../http/http-exchange.ts';
import { parseRequestJson } from '../http/request-json.ts';
import { ServiceError, type ServiceResponse, type AwsService } from './aws-service.ts';

/**
 * Routes requests to the AWS services beside the models, on the emulator's single port. `knows`
 * returns whether a request is for one of them, by its `x-amz-target` or its path.
 */
export interface ServiceRouter {
  knows(exchange: HttpExchange): boolean;
  answer(exchange: HttpExchange, body: string): void;
}

const BEDROCK_ROOTS = new Set([
  'foundation-models',
  'inference-profiles',
  'provisioned-model-throughput',
  'provisioned-model-throughputs',
]);

export function createServiceRouter(services: readonly AwsService[]): ServiceRouter {
  function route(exchange: HttpExchange, body: string): ServiceResponse {
    const url = new URL(exchange.path, 'http://emulator');
    const request = {
      method: exchange.method,
      path: url.pathname.slice(1).split('/').map(decode),
      query: url.searchParams,
      target: targetOf(exchange),
      body: parseRequestJson(body),
    };
    try {
      for (const service of services) {
        const response = service(request);
        if (response !== undefined) return response;
      }
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return { status: error.status, body: { message: error.message }, error: error.code };
    }
    const what = request.target === '' ? request.path.join('/') : request.target;
    const message = `The operation ${what} is not emulated.`;
    return { status: 404, body: { message }, error: 'UnknownOperationException' };
  }

  return {
    knows: (exchange) =>
      targetOf(exchange) !== '' || BEDROCK_ROOTS.has(exchange.path.split(/[/?]/, 2)[1] ?? ''),
    answer(exchange, body) {
      const { status, body: result, error } = route(exchange, body);
      const json = targetOf(exchange) !== '';
      const content = error !== undefined && json ? { __type: error, ...asObject(result) } : result;
      exchange.respond(
        status,
        {
          'content-type': json ? 'application/x-amz-json-1.1' : 'application/json',
          'x-amzn-requestid': `emulated-${randomUUID()}`,
          ...(error === undefined ? {} : { 'x-amzn-errortype': error }),
        },
        JSON.stringify(content),
      );
    },
  };
}

function targetOf({ headers }: HttpExchange): string {
  const target = headers['x-amz-target'];
  return typeof target === 'string' ? target : '';
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
