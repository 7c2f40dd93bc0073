// Decodes the base64 in a long text that arrives in pieces: most histories contain payloads in base64.

/** Shorter runs of base64 letters may be ids and names. */
const shortestRun = 256;
const base64 = /[A-Za-z0-9+/]/;
const whole = /[A-Za-z0-9+/]+={0,2}/g;

type Mode = { readonly type: 'plain' } | { readonly type: 'text'; readonly decoder: TextDecoder };

/** Takes the pieces in order; the returned pieces joined are the text with its readable base64 decoded. */
export class RunDecoder {
  /** The end of the last piece, not yet returned. */
  #carry = '';
  /** Mode of the run that the carry continues; null: a run may begin in the carry. */
  #mode: Mode | null = null;

  push(piece: string, last: boolean): string {
    const text = this.#carry + piece;
    if (text === '') return '';
    this.#carry = '';
    let told = '';
    let at = 0;
    if (this.#mode !== null && !base64.test(text.slice(0, 1))) this.#mode = null;
    for (const { 0: run, index } of text.matchAll(whole)) {
      const continues = index === 0 && this.#mode !== null;
      const atEnd = index + run.length === text.length && !last;
      if (!continues) this.#mode = null;
      if (run.length < shortestRun && !continues && !atEnd) continue;
      told += text.slice(at, index) + this.#run(run, atEnd);
      at = index + run.length;
      if (!atEnd) this.#mode = null;
    }
    return told + text.slice(at);
  }

  #run(run: string, goesOn: boolean): string {
    if (goesOn && this.#mode === null && run.length < shortestRun) {
      this.#carry = run;
      return '';
    }
    const ready = goesOn ? run.slice(0, run.length - (run.length % 4)).replace(/=+$/, '') : run;
    const even = goesOn ? ready.slice(0, ready.length - (ready.length % 4)) : ready;
    this.#carry = run.slice(even.length);
    this.#mode ??= modeOf(even);
    return this.#mode.type === 'plain' ? even : this.#mode.decoder.decode(bytesOf(even), { stream: goesOn });
  }
}

/** Decides by the first bytes: text has no control characters and is valid UTF-8. */
function modeOf(run: string): Mode {
  if (run.length < shortestRun) return { type: 'plain' };
  const start = new TextDecoder().decode(bytesOf(run.slice(0, shortestRun)), { stream: true });
  return /[\p{Cc}\ufffd]/u.test(start.replaceAll(/[\n\r\t]/g, ''))
    ? { type: 'plain' }
    : { type: 'text', decoder: new TextDecoder() };
}

function bytesOf(run: string): Uint8Array {
  const bare = run.replace(/=+$/, '');
  const binary = atob(bare.length % 4 === 1 ? bare.slice(0, -1) : bare);
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
