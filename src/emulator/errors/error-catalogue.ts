import type { Reason } from './error-reason.ts';

/** A Wording is what one service says for each reason to turn a request away. */
export type Wording = Readonly<Record<Reason, Phrase>>;

/** A Phrase is one error of it. */
export type Phrase = readonly [status: number, code: string, message: string];
