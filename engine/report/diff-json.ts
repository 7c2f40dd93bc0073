// A comparison as JSON lines: a summary first, then one object for each difference.

import { type DiffDocument, DIFF_VERSION, differencesOf, type DocumentRow } from './diff-document.ts';

export function diffJsonLines(document: DiffDocument): readonly unknown[] {
  const { rows: _, first: __, outcome, ...summary } = document;
  const differences = differencesOf(document);
  const run =
    outcome === null || outcome.changes.length === 0
      ? []
      : [{ type: 'run', ...outcome, values: outcome.values.differences, more: outcome.values.more }];
  const [first] = differences;
  const at = first === undefined ? null : { left: first.left?.openedAt ?? null, right: first.right?.openedAt ?? null };
  return [
    { type: 'summary', version: DIFF_VERSION, ...summary, status: outcome?.status ?? null, first: at },
    ...run,
    ...differences.map(differenceLine),
  ];
}

function differenceLine({ type, changes, left, right, values }: DocumentRow): unknown {
  return { type, changes, left, right, values: values?.differences ?? null, more: values?.more ?? 0 };
}
