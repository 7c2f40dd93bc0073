// Finds the state, iteration or task that each event of an execution is about. Events name their previous event, so that
// they form a tree of parallel branches; the scopes of an event are those entered and not left on its path.

import { stepEvent, type StepEvent } from '../../formats/stepfunctions/event.ts';
import type { JsonObject } from '../../model/json.ts';

type Opened = {
  readonly id: string;
  readonly name: string;
  readonly outer: Opened | undefined;
  readonly depth: number;
};

/** Maximum nesting of states; real histories are far less deep. */
const deepest = 1000;

/** For each event, the ids of the events that opened the scopes around it, innermost last. */
export function scopesOf(events: readonly JsonObject[]): readonly (readonly string[])[] {
  const after = new Map<string, Opened | undefined>();
  const byName = new Map<string, Opened>();
  return events.map((raw) => {
    const event = stepEvent(raw);
    // If the previous event is missing, the names in the event tell its scope.
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

/** An iteration has its map's name. */
function nameOf({ type, details }: StepEvent): string {
  return `${type.startsWith('MapIteration') ? 'iteration' : 'state'} ${typeof details['name'] === 'string' ? details['name'] : ''}`;
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
