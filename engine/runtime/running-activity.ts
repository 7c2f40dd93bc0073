// One attempt of an activity that runs in this process.

export class RunningActivity {
  readonly attempt: number;
  /** Call when nobody waits for its end any more. */
  readonly left: () => void;
  /** When the last recorded heartbeat was written, ms since 1970. */
  beatWrittenAt = 0;
  #controller: AbortController | undefined;
  #reason: unknown;

  constructor(attempt: number, left: () => void) {
    this.attempt = attempt;
    this.left = left;
  }

  /** Made when it is asked for: most activities never look at it. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#reason !== undefined) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Why it was aborted; undefined where it was not. The first reason counts. */
  get reason(): unknown {
    return this.#reason;
  }

  abort(reason: unknown): void {
    this.#reason ??= reason;
    this.#controller?.abort(this.#reason);
  }
}
