// Numbers the runs of a list of events, by a text that all events of one run have in common.

import type { Json } from '../model/json.ts';

/** The number of an event's run, from 0 in order of appearance. */
export function runNumbers(runOf: (event: Json) => string): (event: Json) => number {
  const numbers = new Map<string, number>();
  return (event) => {
    const run = runOf(event);
    const number = numbers.get(run) ?? numbers.size;
    numbers.set(run, number);
    return number;
  };
}
