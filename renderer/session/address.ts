// The link to a place in a run: the URL's hash, read and written. Version 1; unknown parts are ignored without an
// error.

import type { OperationKind } from '../../engine/model/effect.ts';
import { operationKinds } from '../../engine/model/effect.ts';
import { type StatusGroup, statusGroups } from '../../engine/model/filter.ts';
import { type CompareView, compareViews } from './compare/compare-state.ts';
import { type View, views } from './session.ts';

/** A check of code: its parameters, and the selected cell. An address never starts the check. */
export type CheckAddress = {
  readonly path: string;
  readonly codes: readonly string[];
  readonly workflowType: string | null;
  readonly run: string | null;
  readonly column: number;
};

/** A place in a run. A null field is absent from the address. */
export type Address = {
  readonly run: string | null;
  readonly at: number | null;
  readonly view: View | null;
  /** Key of the selected operation. */
  readonly operation: string | null;
  readonly kinds: readonly OperationKind[] | null;
  readonly statuses: readonly StatusGroup[] | null;
  /** The filter's time range, ms since 1970. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly workflowTasks: boolean;
  readonly search: string;
  readonly regex: boolean;
  /** Ids of compared runs, at least two: two runs are side by side; of more, the first is compared with the others. */
  readonly compare: readonly string[] | null;
  /** Row of the comparison. */
  readonly row: number | null;
  readonly shape: CompareView | null;
  readonly check: CheckAddress | null;
};

export const nowhere: Address = {
  run: null,
  at: null,
  view: null,
  operation: null,
  kinds: null,
  statuses: null,
  fromMs: null,
  toMs: null,
  workflowTasks: false,
  search: '',
  regex: false,
  compare: null,
  row: null,
  shape: null,
  check: null,
};

export function hashOf(address: Address): string {
  const parts = new URLSearchParams({ v: '1' });
  if (address.run !== null) parts.set('run', address.run);
  if (address.at !== null) parts.set('at', String(address.at));
  if (address.view !== null) parts.set('view', address.view);
  if (address.operation !== null) parts.set('op', address.operation);
  if (address.kinds !== null) parts.set('kinds', address.kinds.join(','));
  if (address.statuses !== null) parts.set('statuses', address.statuses.join(','));
  if (address.fromMs !== null) parts.set('from', String(address.fromMs));
  if (address.toMs !== null) parts.set('to', String(address.toMs));
  if (address.workflowTasks) parts.set('tasks', '1');
  if (address.search !== '') parts.set(address.regex ? 'regex' : 'text', address.search);
  for (const run of address.compare ?? []) parts.append('compare', run);
  if (address.row !== null) parts.set('row', String(address.row));
  if (address.shape !== null) parts.set('shape', address.shape);
  if (address.check !== null) putCheck(parts, address.check);
  return `#${parts.toString()}`;
}

function putCheck(parts: URLSearchParams, { path, codes, workflowType, run, column }: CheckAddress): void {
  parts.set('check', path);
  for (const code of codes) parts.append('code', code);
  if (workflowType !== null) parts.set('of', workflowType);
  if (run !== null) parts.set('cell', run);
  if (column !== 0) parts.set('column', String(column));
}

/** Maximum number of columns of a table. */
const mostCodes = 50;

function checkIn(parts: URLSearchParams): CheckAddress | null {
  const path = parts.get('check');
  if (path === null) return null;
  const codes = parts.getAll('code').filter((code) => code !== '');
  const [workflowType, run] = [parts.get('of'), parts.get('cell')];
  return { path, codes: codes.slice(0, mostCodes), workflowType, run, column: seqOf(parts.get('column')) ?? 0 };
}

export function addressIn(hash: string): Address {
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  const version = parts.get('v');
  if (version !== null && version !== '1') return nowhere;
  return {
    run: parts.get('run'),
    at: seqOf(parts.get('at')),
    view: oneOf(views, parts.get('view')),
    operation: parts.get('op'),
    kinds: manyOf(operationKinds, parts.get('kinds')),
    statuses: manyOf(statusGroups, parts.get('statuses')),
    fromMs: timeOf(parts.get('from')),
    toMs: timeOf(parts.get('to')),
    workflowTasks: parts.get('tasks') === '1',
    search: parts.get('regex') ?? parts.get('text') ?? '',
    regex: parts.has('regex'),
    compare: severalOf(parts.getAll('compare')),
    row: seqOf(parts.get('row')),
    shape: oneOf(compareViews, parts.get('shape')),
    check: checkIn(parts),
  };
}

function severalOf(runs: readonly string[]): readonly string[] | null {
  return runs.length < 2 ? null : runs;
}

function seqOf(text: string | null): number | null {
  return text !== null && /^\d{1,12}$/.test(text) ? Number(text) : null;
}

/** ms since 1970, with fractions; null where the text is not a number. */
function timeOf(text: string | null): number | null {
  return text !== null && /^\d{1,15}(\.\d{1,20})?$/.test(text) ? Number(text) : null;
}

function oneOf<T extends string>(words: readonly T[], text: string | null): T | null {
  return words.find((word) => word === text) ?? null;
}

function manyOf<T extends string>(words: readonly T[], text: string | null): readonly T[] | null {
  if (text === null) return null;
  const wanted = text.split(',');
  const known = words.filter((word) => wanted.includes(word));
  return known.length === 0 ? null : known;
}
