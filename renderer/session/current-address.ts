// The place on screen, in the form of an address.

import { type CompareState, useCompare } from './compare/compare-state.ts';
import { hashOf, nowhere, type Address, type CheckAddress } from './address.ts';
import { type Session, useSession } from './session.ts';
import { useVersions, type VersionsState } from './versions/versions-state.ts';

/** A link for others, where the address is not limited to this computer. */
export function currentAddress({ open, opening, cursor, selected, view, filter, search }: Session): Address {
  const compared = { ...comparedPlace(useCompare.getState()), check: checkedPlace(useVersions.getState()) };
  if (open === null) return { ...nowhere, run: opening, view, ...compared };
  return {
    ...compared,
    run: open.summary.runId,
    at: cursor,
    view,
    operation: selected === null ? null : (open.outline.operations.keys[selected] ?? null),
    kinds: filter.kinds,
    statuses: filter.statuses,
    fromMs: filter.fromMs,
    toMs: filter.toMs,
    workflowTasks: filter.workflowTasks,
    search: search.text,
    regex: search.regex,
  };
}

function comparedPlace({ runs, cursor, view }: CompareState): Pick<Address, 'compare' | 'row' | 'shape'> {
  if (runs.length === 0) return { compare: null, row: null, shape: null };
  return { compare: runs, row: runs.length === 2 ? cursor : null, shape: view };
}

function checkedPlace({ shown, path, columns, scope, cursor }: VersionsState): CheckAddress | null {
  if (!shown) return null;
  const workflowType = scope.type === 'ofType' ? scope.workflowType : null;
  return { path, codes: columns.map(({ code }) => code), workflowType, ...cursor };
}

/** Adds the present place to the browser's history: "back" returns to it. */
export function keepAddress(): void {
  const hash = hashOf(currentAddress(useSession.getState()));
  history.replaceState(null, '', hash);
  history.pushState(null, '', hash);
}
