/**
 * Parses an object in command-line form, `kind=throttle,count=3`: values become numbers where they
 * look like one, else texts. A part without `=` becomes a key with the value undefined.
 */
export function parseKeyValueList(text: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    text.split(',').map((part) => {
      const at = part.indexOf('=');
      if (at === -1) return [part, undefined];
      const value = part.slice(at + 1);
      return [part.slice(0, at), /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value];
    }),
  );
}
