// The refs between which the commit that broke a history most likely is, and what counts as broken, from the results in
// the table. Pure.

import { type FailOn, isFailing } from '../../../engine/model/replay/replay-report.ts';
import { checkedIn, type Column } from './columns.ts';
import type { VersionsState } from './versions-state.ts';

type Known = Pick<VersionsState, 'path' | 'columns' | 'listed' | 'cursor'>;

export type SearchRefs = { readonly good: string; readonly bad: string; readonly failOn: FailOn };

/** Refs for the version at the cursor, if it has a ref; `good` is empty without a known good ref. */
export function refsToSearch({ path, columns, listed, cursor }: Known, run: string): SearchRefs {
  const failOn = failOnOf(columns[cursor.column], run);
  const refOf = ({ code }: Column): string[] => (code.startsWith(`${path}@`) ? [code.slice(path.length + 1)] : []);
  const isBad = (column: Column): boolean | undefined => {
    const checked = checkedIn(column, run);
    return checked?.outcome === 'replayed' ? isFailing(checked.report, failOn) : undefined;
  };
  const [good] = columns.filter((column) => isBad(column) === false).flatMap(refOf);
  const here = columns.filter((_, index) => index === cursor.column);
  const [bad] = [...here, ...columns].filter((column) => isBad(column) === true).flatMap(refOf);
  return { good: good ?? listed?.tags.find((tag) => tag !== bad) ?? '', bad: bad ?? 'HEAD', failOn };
}

function failOnOf(column: Column | undefined, run: string): FailOn {
  const checked = checkedIn(column, run);
  const verdict = checked?.outcome === 'replayed' ? checked.report.verdict : null;
  return verdict === 'drift' || verdict === 'fails-next' ? verdict : 'nondeterminism';
}
