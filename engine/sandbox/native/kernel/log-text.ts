// One line of a log, of whatever code logs.

export function logText(values: readonly unknown[]): string {
  return values.map(textOf).join(' ');
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error) return value.stack ?? value.message;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
