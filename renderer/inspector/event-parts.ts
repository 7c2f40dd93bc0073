// Splits an event into its main part and the metadata around it, for separate display.

import type { Json } from '../../engine/model/json.ts';
import { isObject } from '../../engine/model/json.ts';
import { type Entries, entriesOf } from '../ui/values/tree-rows.ts';

export type EventParts = {
  readonly main: Entries;
  /** The keys that lead to `main`. */
  readonly prefix: readonly string[];
  /** The rest of the event; null without a rest. */
  readonly metadata: Json | null;
};

/** The single field whose name ends in `EventAttributes`, if it has parts, is the main part. */
export function eventParts(value: Json): EventParts {
  const entries = entriesOf(value);
  const inner = entries.filter(
    ([key, entry]) => typeof key === 'string' && key.endsWith('EventAttributes') && isObject(entry),
  );
  const [first, ...others] = inner;
  if (first === undefined || others.length > 0) return { main: entries, prefix: [], metadata: null };
  const [name, attributes] = first;
  const rest = entries.filter(([key]) => key !== name);
  return {
    main: entriesOf(attributes),
    prefix: [String(name)],
    metadata: rest.length === 0 ? null : Object.fromEntries(rest),
  };
}
