/**
 * Answers requests to an AWS service beside the models: quotas, prices, metrics, control planes.
 * Returns undefined for a request to another service.
 */
export type AwsService = (request: ServiceRequest) => ServiceResponse | undefined;

/** A request to an AWS service, with its body parsed. */
export interface ServiceRequest {
  readonly method: string;
  /** Percent-decoded segments of the path. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /**
   * `x-amz-target`, which names a JSON service and its operation:
   * `AWSPriceListService.GetProducts`.
   */
  readonly target: string;
  readonly body: unknown;
}

/** An AWS service's response: JSON with its status. */
export interface ServiceResponse {
  readonly status: number;
  readonly body: unknown;
  /** Name of the exception; absent for a success. */
  readonly error?: string;
}

/** Thrown by an AWS service for a request that it refuses. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}
