import { describe, expect, it } from 'vitest';
import { messageContent } from '../../../../src/emulator/dialect/base/message-content.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('the content of a message', () => {
  it.each([
    ['a text', 'Why?', 'Why?', false],
    ['text blocks', [{ text: 'a' }, { type: 'text', text: 'b' }], 'a\nb', false],
    [
      'a Converse tool result',
      [{ toolResult: { toolUseId: 't', content: [{ text: 'rain' }, { json: { c: 9 } }] } }],
      '<passage>rain\n{"c":9}</passage>',
      true,
    ],
    [
      'an Anthropic tool result',
      [{ type: 'tool_result', tool_use_id: 't', content: 'rain' }],
      '<passage>rain</passage>',
      true,
    ],
    [
      'a text document of Converse',
      [{ document: { format: 'md', name: 'd', source: { bytes: base64('Paid.') } } }],
      '<document>Paid.</document>',
      false,
    ],
    [
      'a document of Converse given as text',
      [{ document: { format: 'pdf', name: 'd', source: { text: 'Paid.' } } }],
      '<document>Paid.</document>',
      false,
    ],
    [
      'a text document of Anthropic',
      [{ type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'Paid.' } }],
      '<document>Paid.</document>',
      false,
    ],
    [
      'a document that is no text',
      [{ document: { format: 'pdf', name: 'd', source: { bytes: 'JVBERi0=' } } }, { text: 'a' }],
      'a',
      false,
    ],
    ['an image', [{ image: { format: 'png', source: { bytes: 'iVBO' } } }], '', false],
  ])('that is %s is read', (_, content, text, toolResult) => {
    expect(messageContent.parse(content)).toEqual({ text, toolResult });
  });
});
