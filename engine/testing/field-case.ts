// Small histories modelled on reports from people, each for one kind of wrong answer; the tests of the same names state
// the right answer.

import { parseEvent, readHistories } from '../sources/json/history-file.ts';
import { applyEffects, emptyState, type Operation, type RunState } from '../model/state.ts';
import { ownCase } from './corpus.ts';

/** The state of the file's only run after event `at`; without `at`, after the last event. */
export function fieldCaseState(file: string, at?: number): RunState {
  const [history] = readHistories(new Uint8Array(Buffer.from(ownCase(file))), false);
  if (history === undefined) throw new Error(`${file} holds no history`);
  const state = emptyState();
  for (const [i, event] of history.events.slice(0, at).entries()) {
    const { atMs, explanation } = history.dialect.read(parseEvent(history.bytes, event));
    applyEffects(state, i + 1, atMs, explanation.effects);
  }
  return state;
}

/** The last operation with that name. */
export function namedOperation(state: RunState, name: string): Operation | undefined {
  return [...state.operations.values()].findLast((operation) => operation.name === name);
}
