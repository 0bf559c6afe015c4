import { formatDollars } from '../text/money.ts';
import { lookupFailure } from './lookup-failure.ts';

/** A BillableEndpoint is a SageMaker endpoint that goes on costing money when the run is over. */
export interface BillableEndpoint {
  readonly endpoint: string;
  /** What it runs on; absent where neither the scenario nor AWS told. */
  readonly machines?: readonly { readonly type: string; readonly count: number }[];
  /** US dollars. */
  readonly perHour: number | 'unknown';
  /** Whether it served nothing, in the run and the hour before; absent where nobody told. */
  readonly idle?: boolean;
  /** Why AWS did not tell. */
  readonly unseen?: string;
  /** What to do about that, a sentence; absent in results of before it was kept. */
  readonly unseenRemedy?: string;
}

/** What it takes to see one. */
export const DESCRIBING = {
  actions:
    'sagemaker:DescribeEndpoint, sagemaker:DescribeEndpointConfig and cloudwatch:GetMetricData',
  of: 'endpoint',
};

/** What is still rented, a sentence for each endpoint, and one for each reason why something was not looked up. */
export function billingSentences(rented: readonly BillableEndpoint[]): readonly string[] {
  return [...rented.map(rentSentence), ...new Set(rented.flatMap(unseenSentence))];
}

function unseenSentence({ unseen, unseenRemedy }: BillableEndpoint): readonly string[] {
  if (unseen === undefined) return [];
  const remedy = unseenRemedy ?? lookupFailure({ name: unseen }, DESCRIBING).remedy;
  return [`What endpoints run on and served was not looked up (${unseen}). ${remedy}`];
}

function rentSentence({ endpoint, machines, perHour, idle }: BillableEndpoint): string {
  const on = machines?.map(({ type, count }) => `${count} × ${type}`).join(', ');
  const price = perHour === 'unknown' ? 'an unknown price' : formatDollars(perHour);
  const rest = idle === true ? ', and served nothing in the run and the hour before it' : '';
  return `Endpoint ${endpoint} is still rented, at ${price} an hour${on === undefined ? '' : ` (${on})`}${rest}.`;
}
