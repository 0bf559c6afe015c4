import type { Random } from '../scenario/random.ts';

/** A Filler makes up English of about so many tokens, another text each time. */
export type Filler = (tokens: number) => string;

/** The usual rule of thumb for English. */
export const CHARACTERS_PER_TOKEN = 4;

/** Texts are slices of one long text from random places, so they share memory but no prefix. */
export function createFiller(random: Random): Filler {
  let text = '';
  return (tokens) => {
    const length = tokens * CHARACTERS_PER_TOKEN;
    while (text.length < 2 * length) text += sentence(random);
    const from = Math.floor(random() * (text.length - length));
    return text.slice(from, from + length);
  };
}

const WORDS =
  'the a of to in and is for on with as by at from or that this it was are be has had not but they we you all one can more time when which there their out up so if about into than them some only new other would these may then work first two people long after well way even most also back used good part over such where much both under here water through between life might year still own number city while right being great state place point world hand high keep light near'.split(
    ' ',
  );

function sentence(random: Random): string {
  const length = 8 + Math.floor(random() * 10);
  const words = Array.from({ length }, () => WORDS[Math.floor(random() * WORDS.length)] ?? '');
  return `${words.join(' ')}. `;
}
