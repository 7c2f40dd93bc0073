// Two planned runs and their comparison, in the screen's form.

import { compareRuns } from '../model/compare/compare-runs.ts';
import { OpenOperations } from '../model/cursor.ts';
import type { RunId } from '../model/event.ts';
import type { RunSummary } from '../model/run.ts';
import { type Planned, sideOf } from './planned-run.ts';

export function comparedPair(left: readonly Planned[], right: readonly Planned[], tasks = 1) {
  const [a, b] = [
    sideOf({ operations: left, tasks, offset: 0, lag: 0 }),
    sideOf({ operations: right, tasks, offset: 0, lag: 0 }),
  ];
  const run = ({ outline }: typeof a, name: string) => ({
    summary: summaryOf(name, outline.events),
    outline,
    openOperations: new OpenOperations(outline),
  });
  return {
    left: run(a, 'left'),
    right: run(b, 'right'),
    comparison: compareRuns(a, b),
    sentences: [],
    ofRuns: { differences: [], more: 0 },
    ignore: [],
  };
}

/** `charge ship mail!`: operations by name, `!` = failed; all else is equal. */
export function plannedText(text: string): readonly Planned[] {
  const names = text.split(' ').filter((name) => name !== '');
  return names.map((name) => ({
    name: name.replace('!', ''),
    input: null,
    result: 'ok',
    attempts: 1,
    options: {},
    failure: name.endsWith('!') ? 'Declined' : null,
  }));
}

export function summaryOf(runId: string, events: number): RunSummary {
  return {
    runId: runId as RunId,
    dialect: 'temporal',
    form: '',
    workflowId: runId,
    workflowType: 'order',
    status: 'completed',
    events,
    operations: 0,
    startedAtMs: 0,
    endedAtMs: 1,
    source: '',
    importedAtMs: 0,
    warnings: 0,
    headline: { sentence: '', seq: 1 },
    family: {},
  };
}
