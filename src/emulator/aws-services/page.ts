import { ServiceError } from './aws-service.ts';

/** Items of a list, with the token of the next page. */
export interface ResultPage<T> {
  readonly items: readonly T[];
  readonly nextToken?: string;
}

/** Returns a page of a list. Throws a ServiceError for an invalid token. */
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
