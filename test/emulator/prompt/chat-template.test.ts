import { expect, it } from 'vitest';
import { readTemplate } from '../../../src/emulator/prompt/chat-template.ts';

it.each([
  [
    'Llama 3',
    '<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nWhy?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n',
    'Be brief.',
  ],
  [
    'ChatML',
    '<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nWhy?<|im_end|>\n<|im_start|>assistant\n',
    'Be brief.',
  ],
  ['Mistral', '<s>[INST] Why? [/INST]', ''],
  ['Titan', 'User: Why?\nBot:', ''],
  ['Mistral with a turn before', '[INST] Hm. [/INST] Yes.</s>[INST] Why? [/INST]', ''],
  ['Titan behind a token', ' <s> User:Why? \n Bot: ', ''],
  ['no template', 'Why?', ''],
])('the chat template parser reads a prompt in %s', (_, prompt, system) => {
  expect(readTemplate(prompt)).toEqual({ system, messages: [{ role: 'user', text: 'Why?' }] });
});
