// Small histories made after what people reported, each of a kind of wrong answer; the tests that bear their names say what is right.

import { parseEvent, readHistories } from '../sources/json/history-file.ts';
import { applyEffects, emptyState, type Operation, type RunState } from '../model/state.ts';
import { ownCase } from './corpus.ts';

/** The state of its one run after event `at`; without `at`, after the last. */
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

/** The operation of that name; the last one, where there are several. */
export function namedOperation(state: RunState, name: string): Operation | undefined {
  return [...state.operations.values()].findLast((operation) => operation.name === name);
}
