// Prepares ids for a comparison: ids chosen by code (of a child, an activity, a receiver) are mixed with ids from an
// engine.

/**
 * The part of an id that is not from an engine; undefined where no such part exists. Random ids differ in every run,
 * and so do ids made of the run's own id.
 */
export function chosenId(id: string, own: string | null): string | undefined {
  const text = withoutIds(own !== null && /\d/.test(own) ? id.replaceAll(own, '(its own id)') : id);
  return /^\(id\)[_-]?\d*$/.test(text) ? undefined : text;
}

const uuid = /[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}/gi;

/** The text with `(id)` in place of random ids. */
export function withoutIds(text: string): string {
  return text.replaceAll(uuid, '(id)');
}
