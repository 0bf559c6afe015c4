/**
 * A MemberList is an object as the command line writes it, `kind=throttle,count=3`: members read as
 * numbers where they look like one, else as text. A part without `=` becomes a member without a value.
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
