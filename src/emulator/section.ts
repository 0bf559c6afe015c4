/**
 * The contents of every `<tag>…</tag>` section of a prompt, trimmed, with entities (`&lt;`) read
 * back. An attribute in the opening tag does no harm.
 */
export function sections(text: string, tag: string): string[] {
  const found = text.matchAll(new RegExp(`<${tag}(?:\\s[^>]*)?>([\\s\\S]*?)</${tag}\\s*>`, 'gi'));
  return [...found].map(([, content = '']) => unescapeEntities(content).trim());
}

/** The text without its sections of those tags. */
export function withoutSections(text: string, tags: readonly string[]): string {
  return tags.reduce(
    (rest, tag) =>
      rest.replace(new RegExp(`<${tag}(?:\\s[^>]*)?>[\\s\\S]*?</${tag}\\s*>`, 'gi'), '\n'),
    text,
  );
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
