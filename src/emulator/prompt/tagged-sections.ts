/**
 * The contents of every `<tag>…</tag>` section of a prompt, trimmed, with entities (`&lt;`) read
 * back. An attribute in the opening tag does no harm.
 */
export function sections(text: string, tag: string): string[] {
  return spansOf(text, tag).map(({ from, to }) => unescapeEntities(text.slice(from, to)).trim());
}

/** The text without its sections of those tags. */
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

/** A Span is where a section stands in its text: all of it, and the content between its tags. */
interface Span {
  readonly start: number;
  readonly from: number;
  readonly to: number;
  readonly end: number;
}

/**
 * The sections of a tag, in order, each up to the next closing tag. Linear in the text's length: a
 * prompt of a million opening tags and no closing one costs one look at each.
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

/** Tags are few, and to compile a pattern costs more than to use it. */
function tagPatterns(tag: string): TagPatterns {
  const known = patterns.get(tag);
  if (known !== undefined) return known;
  const made = {
    opening: new RegExp(`<${tag}(?=[\\s>])`, 'gi'),
    closing: new RegExp(`</${tag}\\s*>`, 'gi'),
  };
  patterns.set(tag, made);
  return made;
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
