/**
 * Returns the contents of every `<tag>…</tag>` section of a prompt, trimmed, with entities decoded
 * (`&lt;`). Ignores attributes of the opening tag.
 */
export function sections(text: string, tag: string): string[] {
  return spansOf(text, tag).map(({ from, to }) => unescapeEntities(text.slice(from, to)).trim());
}

/** Removes the sections of some tags from a text. */
export function withoutSections(text: string, tags: readonly string[]): string {
  return tags.reduce(withoutTag, text);
}

function withoutTag(text: string, tag: string): string {
  const kept: string[] = [];
  let at = 0;
  for (const { start, end } of spansOf(text, tag)) {
    kept.push(text.slice(at, start));
    at = end;
  }
  return at === 0 ? text : [...kept, text.slice(at)].join('\n');
}

/** Offsets of a section, [start, end), and of the content between its tags, [from, to). */
interface Span {
  readonly start: number;
  readonly from: number;
  readonly to: number;
  readonly end: number;
}

/**
 * Returns the sections of a tag, in order, each up to the next closing tag. Linear in the text's
 * length: stops at the first opening tag without a closing one.
 */
function spansOf(text: string, tag: string): Span[] {
  const { opening, closing } = tagPatterns(tag);
  const spans: Span[] = [];
  for (let at = 0; ;) {
    opening.lastIndex = at;
    const start = opening.exec(text)?.index;
    const bracket = start === undefined ? -1 : text.indexOf('>', start);
    if (start === undefined || bracket < 0) return spans;
    closing.lastIndex = bracket + 1;
    const close = closing.exec(text);
    if (close === null) return spans;
    at = close.index + close[0].length;
    spans.push({ start, from: bracket + 1, to: close.index, end: at });
  }
}

interface TagPatterns {
  readonly opening: RegExp;
  readonly closing: RegExp;
}

const patterns = new Map<string, TagPatterns>();

/** Returns the cached patterns of a tag: compiling them costs more than using them. */
function tagPatterns(tag: string): TagPatterns {
  const cached = patterns.get(tag);
  if (cached !== undefined) return cached;
  const compiled = {
    opening: new RegExp(`<${tag}(?=[\\s>])`, 'gi'),
    closing: new RegExp(`</${tag}\\s*>`, 'gi'),
  };
  patterns.set(tag, compiled);
  return compiled;
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

/** Wraps a text in a tag, escaped so that it cannot close the tag. */
export function asSection(tag: string, text: string): string {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return `<${tag}>${escaped}</${tag}>`;
}
