// The code that a person last chose for runs of a type, stored across sessions. Unreadable or unwritable choices are
// dropped.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Json, objectOf, stringOf } from '../model/json.ts';

export class ChosenCode {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  of(workflowType: string): string | undefined {
    return stringOf(this.#read()[`type ${workflowType}`]);
  }

  /** Writes atomically: other programs may read at the same time. */
  remember(workflowType: string, code: string): void {
    if (this.of(workflowType) === code) return;
    const unfinished = `${this.#file}.${process.pid}`;
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      writeFileSync(unfinished, JSON.stringify({ ...this.#read(), [`type ${workflowType}`]: code }));
      renameSync(unfinished, this.#file);
    } catch {
      // The person is asked again.
    }
  }

  #read(): Record<string, Json | undefined> {
    try {
      return objectOf(JSON.parse(readFileSync(this.#file, 'utf8')) as Json);
    } catch {
      return {};
    }
  }
}
