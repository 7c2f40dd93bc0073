// The workflow `order` of workflows.ts, recorded to its end.

import { RecordedRun } from './recorded-run.ts';

export function orderedRun(): RecordedRun {
  return new RecordedRun('order', 'tea')
    .task()
    .activity('reserve', 'tea', 'reserved')
    .timer('1s')
    .activity('charge', 'tea', 'charged')
    .completed('charged');
}
