/** A FieldPath finds one value in JSON; undefined where there is none, or null. */
type FieldPath = (json: unknown) => unknown;

/** The FieldPath written with dots, list items by number: `choices.0.delta.content`. */
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

/** Whether there is a member of that path, be it null. */
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

/** The text at a path; undefined where something else is. */
export function textAt(path: string): (json: unknown) => string | undefined {
  const find = fieldPath(path);
  return (json) => {
    const value = find(json);
    return typeof value === 'string' ? value : undefined;
  };
}

/** The number at a path; undefined where something else is. */
export function countAt(path: string): (json: unknown) => number | undefined {
  const find = fieldPath(path);
  return (json) => {
    const value = find(json);
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  };
}

/** The list at a path; empty where something else is. */
export function listAt(path: string): (json: unknown) => readonly unknown[] {
  const find = fieldPath(path);
  return (json) => {
    const value = find(json);
    return Array.isArray(value) ? value : [];
  };
}
