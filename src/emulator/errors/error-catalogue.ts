import type { ErrorReason } from './error-reason.ts';

/** The errors of one service, by reason. */
export type ErrorCatalogue = Readonly<Record<ErrorReason, ErrorEntry>>;

export type ErrorEntry = readonly [status: number, code: string, message: string];
