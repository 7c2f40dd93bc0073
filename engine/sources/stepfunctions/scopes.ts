// Which state, pass or task each event of an execution is about: events say which one came before them, so that they are a tree of branches
// that run side by side; what was entered and not left on the way to an event is around it.

import { stepEvent, type StepEvent } from '../../formats/stepfunctions/event.ts';
import type { JsonObject } from '../../model/json.ts';

type Opened = {
  readonly id: string;
  readonly name: string;
  readonly outer: Opened | undefined;
  readonly depth: number;
};

/** States within states are few; a history that goes on opening is none. */
const deepest = 1000;

/** Of each event the ids of those that opened what is around it, the innermost last. */
export function scopesOf(events: readonly JsonObject[]): readonly (readonly string[])[] {
  const after = new Map<string, Opened | undefined>();
  const byName = new Map<string, Opened>();
  return events.map((raw) => {
    const event = stepEvent(raw);
    // Where the event before it is not here, what it names tells where it belongs.
    const isKnown = event.previous !== undefined && (event.previous === '0' || after.has(event.previous));
    const before = isKnown ? after.get(event.previous) : byName.get(nameOf(event));
    const { about, inside } = step(event, before);
    if (event.id !== undefined) after.set(event.id, inside);
    if (about !== undefined && about.id === event.id) byName.set(about.name, about);
    return idsOf(about);
  });
}

function step(
  event: StepEvent,
  before: Opened | undefined,
): { readonly about: Opened | undefined; readonly inside: Opened | undefined } {
  const { type, id } = event;
  const name = nameOf(event);
  if (id !== undefined && (type.endsWith('StateEntered') || type === 'MapIterationStarted')) {
    const opened = { id, name, outer: before, depth: (before?.depth ?? 0) + 1 };
    return opened.depth > deepest ? { about: before, inside: before } : { about: opened, inside: opened };
  }
  if (type.endsWith('StateExited') || /^MapIteration(Succeeded|Failed|Aborted)$/.test(type)) {
    const about = innermost(before, name) ?? before;
    return { about, inside: about?.outer };
  }
  return { about: before, inside: before };
}

/** A pass has the name of its map. */
function nameOf({ type, details }: StepEvent): string {
  return `${type.startsWith('MapIteration') ? 'pass' : 'state'} ${typeof details['name'] === 'string' ? details['name'] : ''}`;
}

function innermost(opened: Opened | undefined, name: string): Opened | undefined {
  let each = opened;
  while (each !== undefined && each.name !== name) each = each.outer;
  return each;
}

function idsOf(opened: Opened | undefined): readonly string[] {
  const ids: string[] = [];
  for (let each = opened; each !== undefined; each = each.outer) ids.unshift(each.id);
  return ids;
}
