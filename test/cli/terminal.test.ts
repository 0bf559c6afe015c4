import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { guardTerminal } from '../../src/cli/terminal.ts';
import { stableJson } from '../../src/report/result/json.ts';
import { knownSecrets } from '../../src/secrets/known-secrets.ts';
import { HOSTILE, isAlive } from '../hostile-text.ts';

function terminal(isTTY: boolean, fd = 1): { stream: NodeJS.WriteStream; seen: () => string } {
  let seen = '';
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      seen += chunk.toString();
      done();
    },
  });
  const screen = Object.assign(stream, { isTTY, fd }) as unknown as NodeJS.WriteStream;
  guardTerminal([screen]);
  return { stream: screen, seen: () => seen };
}

describe('the terminal', () => {
  it.each(HOSTILE)('shows %s and obeys nothing in it', (_, text) => {
    for (const isTTY of [true, false]) {
      const { stream, seen } = terminal(isTTY);
      stream.write(`before\n${text}\n  ${text}${text}`);
      expect(isAlive(seen())).toBe(false);
      expect(seen()).toMatch(/^before\n/);
    }
  });

  it.each(HOSTILE)('gets JSON of the same value that obeys nothing, of %s', (_, text) => {
    const { stream, seen } = terminal(false);
    stream.write(`${stableJson({ name: text, list: [text] })}\n`);
    expect(isAlive(seen())).toBe(false);
    expect(JSON.parse(seen())).toEqual({ name: text, list: [text] });
  });

  it('keeps our own colours on stdout, the line of progress on stderr, and ordinary text', () => {
    const colours = '\u001B[1m\u001B[32m✓ good\u001B[39m\u001B[22m\n';
    const out = terminal(true);
    out.stream.write(colours);
    out.stream.write('std::vector, arn:aws:iam::1:role, [::1]:80, ## heading, tab\tend\n');
    expect(out.seen()).toBe(
      `${colours}std::vector, arn:aws:iam::1:role, [::1]:80, ## heading, tab\tend\n`,
    );
    const error = terminal(true, 2);
    error.stream.write('\r\u001B[2K5 % · 3 done');
    error.stream.write(colours);
    expect(error.seen()).toBe('\r\u001B[2K5 % · 3 done�[1m�[32m✓ good�[39m�[22m\n');
  });

  it('shows no known secret', () => {
    knownSecrets.learn('terminal-canary-1');
    const { stream, seen } = terminal(false);
    stream.write('it is terminal-canary-1\n');
    expect(seen()).toBe('it is ***\n');
  });
});
