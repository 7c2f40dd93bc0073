// Folds a log as ActionQueue 0.1 does, up to the first record that it cannot read or refuses; after that record, skips
// refused records and continues.

import type { Json, JsonObject } from '../../model/json.ts';
import { apply } from '../../formats/actionqueue/apply.ts';
import type { AqEvent } from '../../formats/actionqueue/event.ts';
import { emptyProjection, type Projection } from '../../formats/actionqueue/projection.ts';
import { projectionJson } from '../../formats/actionqueue/projection-json.ts';
import { readable } from '../../formats/actionqueue/readable.ts';
import type { Refusal } from '../../formats/actionqueue/refusal.ts';
import type { PlacedBadRecord } from './record-frame.ts';

export type Stopped = {
  readonly number: number;
  readonly offset: number;
  readonly refusal: Refusal | null;
  readonly json: JsonObject;
};

export class FaithfulFold {
  readonly projection: Projection = emptyProjection();
  #stopped: Stopped | null = null;
  /** The projection at the record where the fold stopped. */
  #frozen: JsonObject | null = null;

  get stopped(): Stopped | null {
    return this.#stopped;
  }

  /** `unreadable`: ActionQueue cannot decode the record. Returns why the record was refused. */
  take(event: AqEvent, number: number, offset: number, unreadable: boolean): Refusal | null {
    if (unreadable)
      this.#stop(number, offset, null, { cause: 'corruption', code: 'decode_failure', index: number - 1, offset });
    const refusal = apply(this.projection, event, number);
    if (refusal !== null) {
      const { text, debug } = refusal.upstream;
      this.#stop(number, offset, refusal, {
        cause: 'reducer',
        debug,
        index: number - 1,
        offset,
        sequence: readable(event.sequence),
        text,
      });
    }
    return refusal;
  }

  end({ offset, index, upstream }: PlacedBadRecord): void {
    this.#stop(index + 1, offset, null, { cause: 'corruption', code: upstream, index, offset });
  }

  #stop(number: number, offset: number, refusal: Refusal | null, json: JsonObject): void {
    if (this.#stopped !== null) return;
    this.#frozen = this.#json();
    this.#stopped = { number, offset, refusal, json };
  }

  #json(): JsonObject {
    return { ...projectionJson(this.projection), records_applied: this.projection.applied };
  }

  /** The projection up to the stop, and the reason of the stop. */
  json(): JsonObject {
    const stopped: Json = this.#stopped?.json ?? null;
    return { ...(this.#frozen ?? this.#json()), stopped };
  }
}
