// What can be done with a value in a payload or in the state, beside copying it: watch it, stop at it.

import type { Traced } from '../../../engine/model/watch/traced.ts';
import { say } from '../../session/shell-state.ts';
import { toggleBreakpoint } from '../../session/stops/breakpoints.ts';
import type { StopWhat } from '../../session/stops/stop.ts';
import { addWatch } from '../../session/watches/watches.ts';
import { oneLine } from '../plain-text.ts';
import { shortText, type TreeRow } from './tree-rows.ts';

/** `chord`: the key in a tree. */
export type RowAct = { readonly label: string; readonly chord: string; readonly run: () => void };

export function actsOn(traced: Traced, row: TreeRow): readonly RowAct[] {
  const name = oneLine(String(row.key), 60);
  const watch = (): void => {
    addWatch(traced);
    say(`Watching ${name}.`);
  };
  const change: StopWhat = { type: 'change', of: traced };
  const value = valueStop(traced, row);
  return [
    { label: 'Watch this value', chord: 'Shift+w', run: watch },
    ...(value === null
      ? []
      : [{ label: 'Breakpoint where it is this', chord: 'F9', run: () => toggleBreakpoint(value) }]),
    { label: 'Breakpoint where it changes', chord: 'Shift+F9', run: () => toggleBreakpoint(change) },
  ];
}

/** null for a value of the state, for one with parts, and for one that is too long to be compared with. */
function valueStop(traced: Traced, { value, shape }: TreeRow): StopWhat | null {
  const isScalar = shape === 'string' || shape === 'number' || shape === 'boolean' || shape === 'null';
  if (traced.type !== 'payload' || !isScalar) return null;
  const text = JSON.stringify(value);
  return text.length > shortText ? null : { type: 'payload', path: traced.path, relation: 'is', value: text };
}
