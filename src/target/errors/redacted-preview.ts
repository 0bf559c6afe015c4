import { REDACTED } from '../../secrets/known-secrets.ts';
import { isSecretName } from '../../secrets/secret-name.ts';

const LONGEST = 200;
const LONGEST_TEXT = 24;

/**
 * Returns a preview of JSON: its members and the starts of its texts, without secrets.
 *
 * Answers may be confidential and errors go into reports, so only the starts of texts are shown.
 */
export function previewJson(json: unknown): string {
  const shown = JSON.stringify(json, (member, value: unknown) => {
    if (typeof value === 'string') return isSecretName(member) ? REDACTED : cut(value);
    if (!Array.isArray(value) || value.length < 2) return value;
    return [value[0] as unknown, `… ${value.length - 1} more`];
  });
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown;
}

/**
 * Returns a preview of a body that should have been events: JSON as in `previewJson`, anything else
 * by its start.
 */
export function previewText(text: string): string {
  try {
    return previewJson(JSON.parse(text));
  } catch {
    return text.trim().slice(0, LONGEST);
  }
}

function cut(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}
