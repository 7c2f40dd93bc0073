// Which code a person chose for runs of a type, remembered from one time to the next. What cannot be read or written is forgotten.

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

  /** Whole or not at all: others may read it at the same time. */
  remember(workflowType: string, code: string): void {
    if (this.of(workflowType) === code) return;
    const unfinished = `${this.#file}.${process.pid}`;
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      writeFileSync(unfinished, JSON.stringify({ ...this.#read(), [`type ${workflowType}`]: code }));
      renameSync(unfinished, this.#file);
    } catch {
      // It is asked for again.
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
