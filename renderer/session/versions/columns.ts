// The checked versions, one column each, with the result for every history. Pure.

import type { ErrorInfo } from '../../../engine/model/errors.ts';
import {
  causeKeys,
  type CheckedHistory,
  type SharedCause,
  sharedCauses,
} from '../../../engine/model/replay/checked.ts';
import { type VerdictWord, verdictWords } from '../../../engine/model/replay/replay-report.ts';

export type Cell = { readonly type: 'running' } | { readonly type: 'done'; readonly checked: CheckedHistory };

export type Column = {
  /** The engine's form: `PATH` or `PATH@REF`. */
  readonly code: string;
  readonly state: 'idle' | 'running' | 'done' | 'cancelled' | 'failed';
  /** Why the whole version could not be checked. */
  readonly error: ErrorInfo | null;
  /** Cells by run id. The map object is reused while it fills: `edition` rises. */
  readonly cells: Map<string, Cell>;
  readonly edition: number;
};

export const cellWords = ['waiting', 'unsupported', 'running', ...verdictWords] as const;
export type CellWord = 'waiting' | 'unsupported' | 'running' | VerdictWord;

export function newColumn(code: string): Column {
  return { code, state: 'idle', error: null, cells: new Map(), edition: 0 };
}

/** The working tree has no ref. */
export function codeOf(path: string, ref: string | null): string {
  return ref === null ? path : `${path}@${ref}`;
}

/** The title of a column: a ref, `working tree`, or the end of another path. */
export function versionName(code: string, path: string): string {
  if (code === path) return 'working tree';
  if (code.startsWith(`${path}@`)) return shortRef(code.slice(path.length + 1));
  return code.split(/[\\/]/).slice(-2).join('/');
}

function shortRef(ref: string): string {
  return /^[0-9a-f]{40}$/.test(ref) ? ref.slice(0, 10) : ref;
}

export function cellWord({ cells, state }: Column, run: string): CellWord {
  const cell = cells.get(run);
  if (cell === undefined) return 'waiting';
  if (cell.type === 'running') return state === 'running' ? 'running' : 'waiting';
  return cell.checked.outcome === 'replayed' ? cell.checked.report.verdict : 'unsupported';
}

export function checkedIn(column: Column | undefined, run: string | null): CheckedHistory | null {
  const cell = column?.cells.get(run ?? '');
  return cell?.type === 'done' ? cell.checked : null;
}

/** A worse result has a higher rank. */
export function rankOf(word: CellWord): number {
  return cellWords.indexOf(word);
}

/** True where production would stop at the difference. */
export function breaks(column: Column, run: string): boolean {
  return rankOf(cellWord(column, run)) >= rankOf('fails-next');
}

/** True where the history breaks, or anything differs from the recording. */
export function differs(column: Column, run: string): boolean {
  return rankOf(cellWord(column, run)) >= rankOf('drift');
}

/** The causes that a history shows in any version. */
export function causesIn(columns: readonly Column[], run: string): ReadonlySet<string> {
  return new Set(
    columns.flatMap((column) => {
      const checked = checkedIn(column, run);
      return checked === null ? [] : shownBy(checked).keys.map((key) => `${column.code}\n${key}`);
    }),
  );
}

export function firstCause(checked: CheckedHistory): SharedCause | null {
  return shownBy(checked).first;
}

type ShownCauses = { readonly keys: readonly string[]; readonly first: SharedCause | null };

/** Cached, because the table is recomputed after every few histories. */
const shownCauses = new WeakMap<CheckedHistory, ShownCauses>();

function shownBy(checked: CheckedHistory): ShownCauses {
  let shown = shownCauses.get(checked);
  if (shown === undefined) {
    shown = { keys: [...causeKeys(checked)], first: sharedCauses([checked], rankOf)[0] ?? null };
    shownCauses.set(checked, shown);
  }
  return shown;
}

/** Number of requested histories that are checked. */
export function doneOf({ cells }: Column, runs: readonly string[]): number {
  return runs.filter((run) => cells.get(run)?.type === 'done').length;
}
