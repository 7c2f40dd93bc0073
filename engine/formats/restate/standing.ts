// How an invocation stands that has not ended: columns of its row in sys_invocation, as an effect behind all others.

import type { Effect } from '../../model/effect.ts';
import { isArray, type Json, type JsonObject, stringOf } from '../../model/json.ts';
import { writtenTimeMs } from '../../model/written-time.ts';

export function standingOf(row: JsonObject): Effect | undefined {
  const failure = /^(?:\[[^\]]*\] )?([^\n]*)/.exec(stringOf(row['last_failure']) ?? '')?.[1] ?? '';
  const command = stringOf(row['last_failure_related_command_name']);
  switch (row['status']) {
    case 'paused':
    case 'unknown':
      return { type: 'run', status: row['status'] };
    case 'scheduled':
      return waitsFor('its start', row['scheduled_start_at']);
    case 'pending':
      return waitsFor(`its turn: another invocation holds ${objectOf(row)}`);
    case 'ready':
      return waitsFor('its turn to run');
    case 'backing-off':
      return waitsFor(
        `its next attempt${command === undefined ? '' : ` of ${command}`}${failure === '' ? '' : `, after ${failure}`}`,
        row['next_retry_at'],
      );
    case 'suspended':
      return isEmpty(row['suspended_waiting_for_completions']) && !isEmpty(row['suspended_waiting_for_signals'])
        ? waitsFor('an awakeable or a signal')
        : unseen(row);
    default:
      return unseen(row);
  }
}

/** What is open stands in the journal. */
function unseen({ journal }: JsonObject): Effect | undefined {
  return journal === 'missing' ? waitsFor('what its journal tells, which is not here') : undefined;
}

function waitsFor(awaits: string, until?: Json): Effect {
  const beginsAtMs = writtenTimeMs(until, undefined);
  return { type: 'run', status: 'running', awaits, ...(beginsAtMs !== null && { beginsAtMs }) };
}

/** `stock/desk`: one key of a virtual object serves one invocation at a time. */
function objectOf(row: JsonObject): string {
  return (
    [row['target_service_name'], row['target_service_key']].map(stringOf).filter(Boolean).join('/') || 'its object'
  );
}

function isEmpty(list: Json | undefined): boolean {
  return !isArray(list) || list.length === 0;
}
