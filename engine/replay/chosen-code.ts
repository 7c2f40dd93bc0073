// The code that a person last chose for runs of a type, and what a worker of it is told of its bundle; stored across
// sessions. Unreadable or unwritable choices are dropped.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Json, objectOf, stringOf } from '../model/json.ts';
import { type CodeRules, codeRules, isRuled, noRules } from '../model/replay/code-rules.ts';

export class ChosenCode {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  of(workflowType: string): string | undefined {
    return stringOf(this.#read()[`type ${workflowType}`]);
  }

  remember(workflowType: string, code: string): void {
    if (this.of(workflowType) !== code) this.#write(`type ${workflowType}`, code);
  }

  /** The rules kept for the file or folder, or for a folder around it. */
  rules(path: string): CodeRules {
    const kept = codeRules.safeParse(this.#read()[`rules ${path}`]);
    if (kept.success) return kept.data;
    return dirname(path) === path ? noRules : this.rules(dirname(path));
  }

  keepRules(path: string, rules: CodeRules): void {
    if (isRuled(rules) || isRuled(this.rules(path))) this.#write(`rules ${path}`, rules);
  }

  /** Writes atomically: other programs may read at the same time. */
  #write(key: string, value: unknown): void {
    const unfinished = `${this.#file}.${process.pid}`;
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      writeFileSync(unfinished, JSON.stringify({ ...this.#read(), [key]: value }));
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
