import { formatDollars } from '../text/money.ts';
import { lookupFailure } from './lookup-failure.ts';

/** A SageMaker endpoint that is still running, and billed, after the run. */
export interface BillableEndpoint {
  readonly endpoint: string;
  /** Instances; absent if neither scenario nor AWS gives them. */
  readonly machines?: readonly { readonly type: string; readonly count: number }[];
  /** US dollars per hour. */
  readonly perHour: number | 'unknown';
  /** Whether it received no request during the run and the hour before; absent if unknown. */
  readonly idle?: boolean;
  /** Error of the look-up at AWS; absent if it succeeded. */
  readonly unseen?: string;
  /** Remedy of that error, as a sentence; absent in older results. */
  readonly unseenRemedy?: string;
}

/** IAM actions of the look-up of an endpoint, and its name in error messages. */
export const DESCRIBING = {
  actions:
    'sagemaker:DescribeEndpoint, sagemaker:DescribeEndpointConfig and cloudwatch:GetMetricData',
  of: 'endpoint',
};

/** Returns a sentence per endpoint that is still billed, and one per error of a look-up. */
export function billingSentences(rented: readonly BillableEndpoint[]): readonly string[] {
  return [...rented.map(rentSentence), ...new Set(rented.flatMap(unseenSentence))];
}

function unseenSentence({ unseen, unseenRemedy }: BillableEndpoint): readonly string[] {
  if (unseen === undefined) return [];
  const remedy = unseenRemedy ?? lookupFailure({ name: unseen }, DESCRIBING).remedy;
  return [`The instances and requests of endpoints could not be read (${unseen}). ${remedy}`];
}

function rentSentence({ endpoint, machines, perHour, idle }: BillableEndpoint): string {
  const on = machines?.map(({ type, count }) => `${count} × ${type}`).join(', ');
  const price = perHour === 'unknown' ? 'an unknown price' : formatDollars(perHour);
  const rest = idle === true ? ', and served nothing in the run and the hour before it' : '';
  return `Endpoint ${endpoint} is still rented, at ${price} an hour${on === undefined ? '' : ` (${on})`}${rest}.`;
}
