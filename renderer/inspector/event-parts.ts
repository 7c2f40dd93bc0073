// An event as its source wrote it is an metadata around what matters: the two are shown apart.

import type { Json } from '../../engine/model/json.ts';
import { isObject } from '../../engine/model/json.ts';
import { type Entries, entriesOf } from '../ui/values/tree-rows.ts';

export type EventParts = {
  readonly main: Entries;
  /** The keys that lead to `main`. */
  readonly prefix: readonly string[];
  /** Everything else; null where there is nothing else. */
  readonly metadata: Json | null;
};

/** Where exactly one field is named like `…EventAttributes` and has parts, that is what matters. */
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
