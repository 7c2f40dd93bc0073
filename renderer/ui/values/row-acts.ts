// What can be done with a value in a payload or in the state, beside copying it: watch it, stop at it.

import type { Traced } from '../../../engine/model/watch/traced.ts';
import { say } from '../../session/shell-state.ts';
import { addWatch } from '../../session/watches/watches.ts';
import { oneLine } from '../plain-text.ts';
import type { TreeRow } from './tree-rows.ts';

/** `chord`: the key in a tree. */
export type RowAct = { readonly label: string; readonly chord: string; readonly run: () => void };

export function actsOn(traced: Traced, { key }: TreeRow): readonly RowAct[] {
  const name = oneLine(String(key), 60);
  const watch = (): void => {
    addWatch(traced);
    say(`Watching ${name}.`);
  };
  return [{ label: 'Watch this value', chord: 'Shift+w', run: watch }];
}
