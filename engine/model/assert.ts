// For bugs of Retrace itself only: an error that a person can act on is a RetraceError, a workflow's own error is data
// in an event.

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`bug: ${message}`);
}

/** Returns a value that the caller knows to be present. */
export function must<T>(value: T | null | undefined, what = 'value'): T {
  assert(value !== null && value !== undefined, `${what} is missing`);
  return value;
}

/** Ends a switch over a union: a missing case does not compile. */
export function unreachable(value: never): never {
  throw new Error(`bug: unexpected ${JSON.stringify(value)}`);
}
