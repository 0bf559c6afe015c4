import { describe, expect, it } from 'vitest';
import { MalformedResponse } from '../../../src/target/http/malformed-response.ts';
import { parseHead } from '../../../src/target/http/response-head.ts';

const head = (...lines: string[]): string => ['HTTP/1.1 200 OK', ...lines].join('\r\n');

describe('parseHead', () => {
  it('parseHead reads the status and headers, names in lower case and values without padding', () => {
    const { head: parsed } = parseHead(
      head('Content-Type: text/plain', 'X-Empty:', 'x-pad:  a b\t ', 'content-length: 3'),
    );
    expect(parsed).toEqual({
      status: 200,
      headers: {
        'content-type': 'text/plain',
        'x-empty': '',
        'x-pad': 'a b',
        'content-length': '3',
      },
    });
  });

  it('parseHead makes one list of a repeated header, even of a name that every object has', () => {
    const { head: parsed } = parseHead(head('a: 1', 'A: 2', 'constructor: x', 'content-length: 0'));
    expect(parsed.headers).toMatchObject({ a: '1, 2', constructor: 'x' });
  });

  it.each([
    ['200 OK', ['content-length: 5'], { kind: 'length', length: 5 }],
    ['200', ['transfer-encoding: Chunked'], { kind: 'chunked' }],
    ['200 ', [], { kind: 'until-close' }],
    ['204 No Content', ['content-length: 5'], { kind: 'length', length: 0 }],
    ['304 Not Modified', ['transfer-encoding: chunked'], { kind: 'length', length: 0 }],
    ['103 Early Hints', [], { kind: 'length', length: 0 }],
  ])('parseHead finds the end of the body of %j with %j', (status, lines, framing) => {
    expect(parseHead([`HTTP/1.1 ${status}`, ...lines].join('\r\n')).framing).toEqual(framing);
  });

  it.each([
    ['HTTP/1.1', [], true],
    ['HTTP/1.1', ['connection: close'], false],
    ['HTTP/1.1', ['connection: foo, Close'], false],
    ['HTTP/1.0', [], false],
    ['HTTP/1.0', ['connection: Keep-Alive'], true],
  ])('parseHead reads whether the socket stays open: %s with %j', (version, lines, keepAlive) => {
    const text = [`${version} 200 OK`, 'content-length: 0', ...lines].join('\r\n');
    expect(parseHead(text).keepAlive).toBe(keepAlive);
  });

  it('a socket whose close ends the body is not kept', () => {
    expect(parseHead(head()).keepAlive).toBe(false);
  });

  it('parseHead reads how long the server keeps an idle socket', () => {
    expect(parseHead(head('keep-alive: timeout=5, max=100')).idleLimit).toBe(5000);
    expect(parseHead(head('keep-alive: max=100'))).not.toHaveProperty('idleLimit');
  });

  it.each([
    'HTTP/2 200 OK',
    'HTTP/1.1 20 OK',
    'HTTP/1.1 099 Low',
    'HTTP/1.1  200 OK',
    'http/1.1 200 OK',
    'HTTP/1.1 200 OK\nx: y',
    head('no colon'),
    head('space before : colon'),
    head(' folded: line'),
    head('a: 1', ' continued'),
    head('a: x\0y'),
    head('a: x\ny: z'),
    head(': nameless'),
    head('content-length: 5', 'content-length: 6'),
    head('content-length: 5', 'content-length: 5'),
    head('content-length: 5, 5'),
    head('content-length: 5\t'),
    ['HTTP/1.1 304 Same', 'content-length: +5'].join('\r\n'),
    head('content-length: -5'),
    head('content-length: 5a'),
    head('content-length: +5'),
    head('content-length:'),
    head('transfer-encoding: gzip, chunked'),
    head('transfer-encoding: identity'),
    head('transfer-encoding: chunked', 'content-length: 5'),
  ])('parseHead refuses %j', (text) => {
    expect(() => parseHead(text)).toThrow(MalformedResponse);
  });
});
