// All moments of a history, packed: most are much like the one before, and there may be thousands.

import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Moment } from '../model/replay/locals.ts';
import type { MomentCollector, Moments } from './look.ts';

/** `until`: as of `Moments`; not null where there was no room for more. */
export type PackedMoments = { readonly stretches: readonly Stretch[]; readonly until: number | null };

/** `from`: the seq of its first moment. `bytes`: JSON of its moments, deflated. */
type Stretch = { readonly from: number; readonly bytes: Uint8Array };

const inStretch = 32;
const mostBytes = 32 * 2 ** 20;

/** Collects them while a history is replayed. */
export class MomentsPacker implements MomentCollector<PackedMoments> {
  readonly #look: () => Moment;
  readonly #stretches: Stretch[] = [];
  #pending: Moment[] = [];
  #size = 0;
  #until: number | null = null;

  constructor(look: () => Moment) {
    this.#look = look;
  }

  /** Called before the code is told of more, up to `lastEvent`: it was told up to `told`. The replay ends where it says no. */
  goesOn(lastEvent: number, told: number): boolean {
    if (lastEvent > told) this.#take(this.#look());
    this.#until = this.#size > mostBytes ? lastEvent : null;
    return this.#until === null;
  }

  /** `isLast`: the code did not do what the history says. */
  end(isLast: boolean): PackedMoments {
    if (this.#until === null) this.#take({ ...this.#look(), ...(isLast && { isLast }) });
    this.#pack();
    return { stretches: this.#stretches, until: this.#until };
  }

  #take(moment: Moment): void {
    this.#pending.push(moment);
    if (this.#pending.length === inStretch) this.#pack();
  }

  #pack(): void {
    const [first] = this.#pending;
    if (first === undefined) return;
    const bytes = deflateRawSync(JSON.stringify(this.#pending), { level: 1 });
    this.#stretches.push({ from: first.seq, bytes });
    this.#size += bytes.length;
    this.#pending = [];
  }
}

/** Those around an event; undefined where none was packed for it. */
export function momentsAt({ stretches, until }: PackedMoments, seq: number): Moments | undefined {
  const index = stretches.findLastIndex(({ from }) => from <= seq);
  const stretch = stretches[index];
  if (stretch === undefined || (until !== null && seq >= until)) return undefined;
  const moments = JSON.parse(inflateRawSync(stretch.bytes).toString()) as readonly Moment[];
  return { moments, until: stretches[index + 1]?.from ?? until };
}
