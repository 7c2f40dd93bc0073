// Predicts how ActionQueue 0.1 opens a data directory: checks the whole log, loads the snapshot, replays the records
// after it. Runs and changes nothing.

import type { JsonObject } from '../../model/json.ts';
import { apply } from '../../formats/actionqueue/apply.ts';
import { type AqEvent, isNext, type U64 } from '../../formats/actionqueue/event.ts';
import { hydrate } from '../../formats/actionqueue/hydrate.ts';
import { emptyProjection, type Projection } from '../../formats/actionqueue/projection.ts';
import { projectionJson } from '../../formats/actionqueue/projection-json.ts';
import { readable } from '../../formats/actionqueue/readable.ts';
import type { PlacedBadRecord } from './record-frame.ts';
import type { ReadSnapshot } from './snapshot-file.ts';

export type Opening =
  | { readonly opens: true; readonly error: null }
  | { readonly opens: false; readonly error: string };

export class UpstreamOpening {
  readonly projection: Projection;
  readonly snapshotLoaded: boolean;
  readonly snapshotSequence: U64;
  /** Why an existing snapshot is ignored; null if it is not. */
  readonly snapshotError: string | null;
  #replaying: boolean;
  #refused: string | null = null;
  #last: U64 = 0;

  constructor(read: ReadSnapshot) {
    const hydrated = read.type === 'snapshot' ? hydrate(read.snapshot) : null;
    const loaded = hydrated !== null && typeof hydrated !== 'string';
    this.projection = loaded ? hydrated : emptyProjection();
    this.snapshotLoaded = loaded;
    this.snapshotSequence = loaded && read.type === 'snapshot' ? read.snapshot.metadata.wal_sequence : 0;
    this.snapshotError =
      read.type === 'bad'
        ? read.bad.text
        : typeof hydrated === 'string'
          ? `snapshot bootstrap error: ${hydrated}`
          : null;
    this.#replaying = this.snapshotSequence === 0;
  }

  /** False until the record after the snapshot was met: without it, ActionQueue replays nothing of the log. */
  get replaying(): boolean {
    return this.#replaying;
  }

  /** Takes the next record, which ActionQueue can read. */
  note(event: AqEvent, number: number): void {
    this.#last = event.sequence;
    this.#replaying ||= isNext(event.sequence, this.snapshotSequence);
    if (this.#replaying && this.#refused === null)
      this.#refused = apply(this.projection, event, number)?.upstream.text ?? null;
  }

  /** Whether the snapshot's sequence is beyond the last sequence of a log with records, which ActionQueue refuses. */
  get snapshotAhead(): boolean {
    return this.snapshotLoaded && this.snapshotSequence > this.#last && this.#last > 0;
  }

  /** `bad`: the first record that ActionQueue cannot read. */
  outcome(bad: Pick<PlacedBadRecord, 'offset' | 'upstream'> | null): Opening {
    if (bad !== null)
      return failed(
        `WAL init error: strict WAL tail validation failed during bootstrap: WAL corruption at offset ${bad.offset} (${bad.upstream})`,
      );
    if (this.snapshotAhead)
      return failed(
        `snapshot bootstrap error: snapshot sequence ${this.snapshotSequence} exceeds WAL max sequence ${this.#last}`,
      );
    return this.#refused === null
      ? { opens: true, error: null }
      : failed(`WAL replay error: Reducer error: ${this.#refused}`);
  }

  json(): JsonObject {
    return {
      ...projectionJson(this.projection),
      records_applied_after_snapshot: this.projection.applied,
      snapshot_error: this.snapshotError,
      snapshot_loaded: this.snapshotLoaded,
      snapshot_sequence: readable(this.snapshotSequence),
    };
  }

  /** Counts of ActionQueue's `stats` command, which has none for suspended runs. */
  stats(): JsonObject {
    const states = ['Scheduled', 'Ready', 'Leased', 'Running', 'RetryWait', 'Completed', 'Failed', 'Canceled'] as const;
    const runs = [...this.projection.runs.values()];
    const word = (state: string): string => state.replaceAll(/(?<=.)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
    return {
      attempts_total: runs.reduce((sum, { attempt_count }) => sum + attempt_count, 0),
      latest_sequence: readable(this.projection.latest_sequence),
      runs_by_state: Object.fromEntries(
        states.map((state) => [word(state), runs.filter((run) => run.state === state).length]),
      ),
      total_runs: runs.length,
      total_tasks: this.projection.tasks.size,
    };
  }
}

function failed(error: string): Opening {
  return { opens: false, error };
}
