/** The content of an element: a text, or elements in order. */
type Xml = string | number | boolean | readonly Element[];

export type Element = readonly [tag: string, content: Xml];

/** Returns an XML document in S3's format. */
export function xmlDocument([tag, content]: Element, namespace?: string): string {
  const attribute = namespace === undefined ? '' : ` xmlns="${namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${tag}${attribute}>${inner(content)}</${tag}>`;
}

function inner(content: Xml): string {
  if (typeof content !== 'object') return escaped(String(content));
  return content.map(([tag, each]) => `<${tag}>${inner(each)}</${tag}>`).join('');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}
