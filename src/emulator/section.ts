/**
 * The contents of every `<tag>…</tag>` section of a prompt, trimmed, with entities (`&lt;`) read
 * back. An attribute in the opening tag does no harm.
 */
export function sections(text: string, tag: string): string[] {
  const found = text.matchAll(sectionPattern(tag));
  return [...found].map(([, content = '']) => unescapeEntities(content).trim());
}

/** The text without its sections of those tags. */
export function withoutSections(text: string, tags: readonly string[]): string {
  return tags.reduce((rest, tag) => rest.replace(sectionPattern(tag), '\n'), text);
}

const patterns = new Map<string, RegExp>();

/** Tags are few, and to compile a pattern costs more than to use it. */
function sectionPattern(tag: string): RegExp {
  const known = patterns.get(tag);
  if (known !== undefined) return known;
  const pattern = new RegExp(`<${tag}(?:\\s[^>]*)?>([\\s\\S]*?)</${tag}\\s*>`, 'gi');
  patterns.set(tag, pattern);
  return pattern;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&apos;': "'",
  '&amp;': '&',
};

function unescapeEntities(text: string): string {
  return text.replace(/&(?:lt|gt|quot|apos|amp|#39);/g, (entity) => ENTITIES[entity] ?? entity);
}

/** The text as a section of its own, escaped so that it cannot close its tag. */
export function asSection(tag: string, text: string): string {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return `<${tag}>${escaped}</${tag}>`;
}
