import { describe, expect, it } from 'vitest';
import { renderJunit } from '../../../src/report/formats/junit.ts';
import { renderMarkdown } from '../../../src/report/formats/markdown.ts';
import { renderText } from '../../../src/report/formats/text.ts';
import { renderHtml } from '../../../src/report/html/html.tsx';
import {
  type ServingEndpoint,
  servedBy,
  servedByShort,
  answeredByEmulator,
} from '../../../src/report/result/endpoint-words.ts';
import { sampleResult } from '../sample-result.ts';

const BEDROCK = 'https://bedrock-runtime.us-east-1.amazonaws.com';
const OWN: ServingEndpoint = { address: 'http://127.0.0.1:9100/v1', by: 'service' };
const AWS: ServingEndpoint = { address: BEDROCK, by: 'service' };
const EMBEDDED: ServingEndpoint = { address: BEDROCK, by: 'embedded emulator' };
const BESIDE: ServingEndpoint = { address: 'http://127.0.0.1:4010', by: 'emulator' };

function short(...answerers: ServingEndpoint[]): string {
  return servedByShort({
    targets: answerers.map((each) => ({ answerers: [each] })),
    endpoint: 'x',
  });
}

describe('the endpoints of a run', () => {
  it('are listed once each, with their real address', () => {
    expect(short(OWN)).toBe('http://127.0.0.1:9100');
    expect(short(AWS, AWS)).toBe(BEDROCK);
    expect(short(EMBEDDED, OWN)).toBe('embedded emulator, http://127.0.0.1:9100');
    expect(short(BESIDE)).toBe('emulator at http://127.0.0.1:4010');
    const many = ['a', 'b', 'c', 'd', 'e'].map((address): ServingEndpoint => ({
      address,
      by: 'service',
    }));
    expect(short(...many)).toBe('a, b, c, and 2 more');
  });

  it('are the scenario’s endpoint for an older result', () => {
    expect(servedByShort(sampleResult)).toBe('emulator');
    expect(servedBy({})).toEqual([]);
  });

  it('include an emulator if one served a part of a route', () => {
    expect(answeredByEmulator({ answerers: [OWN, EMBEDDED] })).toBe(true);
    expect(answeredByEmulator({ answerers: [OWN, AWS] })).toBe(false);
  });

  it('are in every report for each target, and are not called AWS', () => {
    const [first, ...rest] = sampleResult.targets;
    if (first === undefined) throw new Error('no target');
    const targets = [
      { ...first, answerers: [OWN] },
      ...rest.map((target) => ({ ...target, answerers: [EMBEDDED] })),
    ];
    const result = { ...sampleResult, endpoint: 'mixed', targets };
    const words = `embedded emulator, in place of ${BEDROCK}`;
    const text = renderText(result, { colour: false, width: 100 });
    const top = text.split('\n').find((line) => line.includes(' requests'));
    expect(top).toContain('http://127.0.0.1:9100, embedded emulator');
    expect(text).toContain('asked: http://127.0.0.1:9100/v1\n');
    expect(text).toContain(`asked: ${words}`);
    for (const page of [renderHtml(result), renderJunit(result)]) {
      expect(page).toContain('http://127.0.0.1:9100/v1');
      expect(page).toContain(words);
    }
    expect(renderJunit(result)).toContain('name="emulated" value="false"');
    expect(renderMarkdown(result).replaceAll('\u2060', '')).toContain(
      `haiku was asked at: http://127.0.0.1:9100/v1`,
    );
  });
});
