import type { ErrorReason } from './error-reason.ts';

/** An ErrorCatalogue is what one service says for each reason to turn a request away. */
export type ErrorCatalogue = Readonly<Record<ErrorReason, ErrorEntry>>;

/** An ErrorEntry is one error of it. */
export type ErrorEntry = readonly [status: number, code: string, message: string];
