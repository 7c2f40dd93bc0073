// Names of operations: the type, and where that is not enough, what distinguishes the operation from others of the
// type.

import { carried } from './carried.ts';
import { kindIndex, kindOf, nameOf, type Outline } from './outline.ts';

/** A person's text about the operation, or ''. */
export function labelOf(outline: Outline, operation: number): string {
  return outline.names[outline.operations.label[operation] ?? 0] ?? '';
}

/**
 * `charge`. A child workflow has its id added, `shipping (order-7)`; a message to another run its receiver, `approve to
 * order-7`; an update whose name recurs its first argument, `setPrice (12)`.
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

/** The name for a line of text, with a person's label: `timer 1 h “reminder”`. */
export function calledOf(outline: Outline, operation: number): string {
  const label = labelOf(outline, operation);
  return label === '' ? fullNameOf(outline, operation) : `${fullNameOf(outline, operation)} “${label}”`;
}

/**
 * A line about an event of the operation: `charge failed: card declined “order 7”`. The parts that must stay visible
 * come first.
 */
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

/** Names shared by several updates. */
function repeatedUpdates(outline: Outline): ReadonlySet<number> {
  return updateNames(outline).again;
}
