// Ids that code chose (of a child, an activity, a receiver) stand among ids that an engine gave: what is left of one to be compared.

/** What in an id is not from an engine; undefined where nothing is. Random ids differ in every run, and so do those made of the run's own id. */
export function chosenId(id: string, own: string | null): string | undefined {
  const text = withoutIds(own !== null && /\d/.test(own) ? id.replaceAll(own, '(its own id)') : id);
  return /^\(id\)[_-]?\d*$/.test(text) ? undefined : text;
}

const uuid = /[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}/gi;

/** With `(id)` in place of random ids. */
export function withoutIds(text: string): string {
  return text.replaceAll(uuid, '(id)');
}
