// The clock of an engine. Only this module reads the machine's time.

export interface Clock {
  /** ms since 1970. */
  now(): number;
  /** Calls back at that time, or as soon as possible after; the returned function cancels it. */
  at(ms: number, call: () => void): () => void;
}

const longestWaitMs = 2 ** 31 - 1;

export const machineClock: Clock = {
  now: () => Date.now(),
  at: (ms, call) => {
    const timer = setTimeout(call, Math.min(longestWaitMs, Math.max(0, ms - Date.now())));
    return () => clearTimeout(timer);
  },
};

type Alarm = { readonly ms: number; readonly order: number; readonly call: () => void };

/** Stands still until a test moves it, so that tests never wait. */
export class SkippingClock implements Clock {
  #now: number;
  #alarms: Alarm[] = [];
  #order = 0;

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  at(ms: number, call: () => void): () => void {
    const alarm = { ms, order: this.#order++, call };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((each) => each !== alarm);
    };
  }

  /** Time of the next alarm, ms since 1970; null without one. */
  get next(): number | null {
    return this.#earliest()?.ms ?? null;
  }

  #earliest(): Alarm | undefined {
    let first: Alarm | undefined;
    for (const alarm of this.#alarms)
      if (first === undefined || alarm.ms < first.ms || (alarm.ms === first.ms && alarm.order < first.order))
        first = alarm;
    return first;
  }

  /** Moves to the next alarm and rings it; false without one. */
  skip(): boolean {
    const alarm = this.#earliest();
    if (alarm === undefined) return false;
    this.#alarms = this.#alarms.filter((each) => each !== alarm);
    this.#now = Math.max(this.#now, alarm.ms);
    alarm.call();
    return true;
  }

  /** Moves the time, backwards too, like a machine's clock. Rings nothing. */
  jump(ms: number): void {
    this.#now += ms;
  }
}
