import type { Reason } from '../refusal.ts';

/** A Wording is what one service says for each reason to turn a request away. */
export type Wording = Readonly<Record<Reason, Phrase>>;

type Phrase = readonly [status: number, code: string, message: string];
