// Checks of the log as a whole.

import { isNext, timeOf, type U64 } from '../event.ts';
import type { Check, End, Say, Step } from './promise.ts';

/** More lease owners than this indicate more than one engine. */
const fewOwners = 8;

/** Checks promises C11, C12, C13, C14, C29, C30. */
export class LogChecks implements Check {
  readonly #say: Say;
  #sequence: U64 = 0;
  #time: U64 = 0;
  #first = true;
  readonly #owners = new Set<string>();

  constructor(say: Say) {
    this.#say = say;
  }

  note({ event, number }: Step): void {
    this.#noteSequence(event.sequence, number);
    const time = timeOf(event);
    if (time < this.#time)
      this.#say(
        'C30',
        number,
        `The time goes back from ${this.#time} to ${time}${time === event.sequence ? '; it is the sequence itself, as control actions over HTTP write it' : ''}.`,
      );
    this.#time = time;
    if (event.type !== 'LeaseAcquired' || this.#owners.has(event.owner)) return;
    this.#owners.add(event.owner);
    if (this.#owners.size === fewOwners + 1)
      this.#say('C29', number, `More than ${fewOwners} owners hold leases in this log.`);
  }

  #noteSequence(sequence: U64, number: number): void {
    const before = this.#sequence;
    const first = this.#first;
    this.#first = false;
    this.#sequence = sequence;
    if (sequence <= before) this.#say('C11', number, `Sequence ${sequence} does not follow ${before}.`);
    else if (!first && !isNext(sequence, before)) {
      this.#say(
        'C11',
        number,
        `Sequence ${sequence} follows ${before}: what lies between is not in the log.`,
        'warning',
      );
      this.#say('C29', number, `Sequence ${sequence} follows ${before}: one writer leaves no gap.`);
    }
  }

  end({ unrecoverable, lost, disagreement, number }: End): void {
    for (const { number: at, text } of unrecoverable) this.#say('C13', at, text);
    for (const { number: at, text } of lost) this.#say('C14', at, text);
    for (const text of disagreement) this.#say('C12', number, text);
  }
}
