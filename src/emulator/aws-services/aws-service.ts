/**
 * An AwsService is a service beside the models that a run may ask: quotas, prices, metrics, control
 * planes. Undefined for what is not its own.
 */
export type AwsService = (question: ServiceRequest) => ServiceResponse | undefined;

/** A ServiceRequest is a request to a neighbour, its body read. */
export interface ServiceRequest {
  readonly method: string;
  /** Segments of the path, percent signs decoded. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /** The header by which JSON services are told apart: `AWSPriceListService.GetProducts`. */
  readonly target: string;
  readonly body: unknown;
}

/** A ServiceResponse is a neighbour's answer: JSON with its status. */
export interface ServiceResponse {
  readonly status: number;
  readonly body: unknown;
  /** The exception's name, where it is one. */
  readonly error?: string;
}

/** A ServiceError is what a neighbour refuses a question with. */
export class ServiceError extends Error {
  override readonly name = 'NeighbourError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}
