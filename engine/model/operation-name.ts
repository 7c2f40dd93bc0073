// What operations are called: what ran has its type as its name; where that is not enough, what tells it from others stands with it.

import { carried } from './carried.ts';
import { kindIndex, kindOf, nameOf, type Outline } from './outline.ts';

/** What a person wrote about it, or ''. */
export function labelOf(outline: Outline, operation: number): string {
  return outline.names[outline.operations.label[operation] ?? 0] ?? '';
}

/**
 * `charge`; of a child workflow with its id, `shipping (order-7)`; of a message to another run with its receiver, `approve to order-7`;
 * of an update with the first of its input where its name comes again, `setPrice (12)`.
 */
export function fullNameOf(outline: Outline, operation: number): string {
  const name = nameOf(outline, operation);
  const about = outline.names[outline.operations.about[operation] ?? 0] ?? '';
  if (about === '') return name;
  const kind = kindOf(outline, operation);
  if (kind === 'signalExternal') return `${name} to ${about}`;
  return kind === 'update' && !repeatedUpdates(outline).has(outline.operations.name[operation] ?? 0)
    ? name
    : `${name} (${about})`;
}

/** For a line of text: with what a person wrote about it, `timer 1 h “reminder”`. */
export function calledOf(outline: Outline, operation: number): string {
  const label = labelOf(outline, operation);
  return label === '' ? fullNameOf(outline, operation) : `${fullNameOf(outline, operation)} “${label}”`;
}

/** A line about one of its events: `charge failed: card declined “order 7”`; first what is never left out where room is short. */
export function saidOf(outline: Outline, operation: number, summary: string): string {
  const isChild = kindOf(outline, operation) === 'childWorkflow';
  const about = outline.names[outline.operations.about[operation] ?? 0] ?? '';
  const label = labelOf(outline, operation);
  const name = isChild ? nameOf(outline, operation) : fullNameOf(outline, operation);
  return [name, summary, isChild && about !== '' ? `(${about})` : '', label === '' ? '' : `“${label}”`]
    .filter((part) => part !== '')
    .join(' ');
}

type UpdateNames = { readonly once: Set<number>; readonly again: Set<number> };

const updateNames = carried<UpdateNames>(
  (outline) => noteUpdates({ once: new Set(), again: new Set() }, outline.operations),
  (names, _, { opened }) => noteUpdates(names, opened),
);

function noteUpdates(names: UpdateNames, { kind, name }: Pick<Outline['operations'], 'kind' | 'name'>): UpdateNames {
  for (let i = 0; i < kind.length; i++)
    if (kind[i] === kindIndex.update) (names.once.has(name[i]!) ? names.again : names.once).add(name[i]!);
  return names;
}

/** Names that several updates have. */
function repeatedUpdates(outline: Outline): ReadonlySet<number> {
  return updateNames(outline).again;
}
