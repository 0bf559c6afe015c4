import { ServiceError } from './aws-service.ts';

/** A ResultPage is some of a list's items, and what to ask for the next ones with. */
export interface ResultPage<T> {
  readonly items: readonly T[];
  readonly nextToken?: string;
}

/** Throws a ServiceError for a token that no page gave out. */
export function pageOf<T>(
  items: readonly T[],
  size: number,
  token: string | null | undefined,
): ResultPage<T> {
  const start = token === undefined || token === null ? 0 : Number(token);
  if (!Number.isInteger(start) || start < 0 || start > items.length) {
    throw new ServiceError(400, 'InvalidPaginationTokenException', 'The token is not valid.');
  }
  const end = start + size;
  return {
    items: items.slice(start, end),
    ...(end < items.length ? { nextToken: String(end) } : {}),
  };
}
