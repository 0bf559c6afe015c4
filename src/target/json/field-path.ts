/** Finds one value in JSON; undefined if it is missing or null. */
type FieldPath = (json: unknown) => unknown;

/** Compiles a path written with dots, list items by number: `choices.0.delta.content`. */
export function fieldPath(path: string): FieldPath {
  const keys = path.split('.');
  return (json) => {
    let value = json;
    for (const key of keys) {
      if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
      value = value[key];
    }
    return value ?? undefined;
  };
}

/** Returns whether the path has a member, even if it is null. */
export function hasPath(path: string): (json: unknown) => boolean {
  const last = path.slice(path.lastIndexOf('.') + 1);
  const parent = path.includes('.') ? fieldPath(path.slice(0, path.lastIndexOf('.'))) : undefined;
  return (json) => {
    const holder = parent === undefined ? json : parent(json);
    return isObject(holder) && Object.hasOwn(holder, last);
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Reads the text at a path; undefined if it is anything else. */
export function textAt(path: string): (json: unknown) => string | undefined {
  const find = fieldPath(path);
  return (json) => {
    const value = find(json);
    return typeof value === 'string' ? value : undefined;
  };
}

/** Reads the finite number at a path; undefined if it is anything else. */
export function countAt(path: string): (json: unknown) => number | undefined {
  const find = fieldPath(path);
  return (json) => {
    const value = find(json);
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  };
}

/** Reads the list at a path; empty if it is anything else. */
export function listAt(path: string): (json: unknown) => readonly unknown[] {
  const find = fieldPath(path);
  return (json) => {
    const value = find(json);
    return Array.isArray(value) ? value : [];
  };
}
