// Short texts of the members' inputs, requested as their rows come into view: one at a time, the newest view first.

import { useEffect, useState } from 'react';
import { LRUCache } from 'lru-cache';
import type { OperationDetail } from '../../engine/model/api.ts';
import { isArray, isObject, type Json } from '../../engine/model/json.ts';
import { ask } from '../session/engine.ts';
import { inlineText } from '../ui/values/row-text.ts';

const KEPT = 2000;
const SHORT = 60;

class MemberInputs {
  readonly #run: string;
  readonly #known = new LRUCache<string, string>({ max: KEPT });
  #wanted: readonly string[] = [];
  #asking = false;

  constructor(run: string) {
    this.#run = run;
  }

  /** '' while the input is loading, and without an input. */
  of(key: string): string {
    return this.#known.get(key) ?? '';
  }

  /** Calls `changed` whenever another input has arrived. */
  want(keys: readonly string[], changed: () => void): void {
    this.#wanted = keys;
    if (!this.#asking) void this.#ask(changed);
  }

  async #ask(changed: () => void): Promise<void> {
    this.#asking = true;
    for (let key = this.#next(); key !== undefined; key = this.#next()) {
      const run = this.#run;
      const detail = await ask('readOperation', { run, key }).catch(() => undefined);
      this.#known.set(key, detail === undefined ? '' : shortOf(detail));
      changed();
    }
    this.#asking = false;
  }

  #next(): string | undefined {
    return this.#wanted.find((key) => !this.#known.has(key));
  }
}

function shortOf({ input }: OperationDetail): string {
  if (input === undefined) return '';
  if (input.type === 'large') return input.head.slice(0, SHORT);
  return inlineText(coreOf(input.value), SHORT);
}

/** Unwraps a list of one value. */
function coreOf(value: Json): Json {
  const inner = isObject(value) && Object.keys(value).length === 1 ? (value['payloads'] ?? value) : value;
  return isArray(inner) && inner.length === 1 ? (inner[0] ?? null) : inner;
}

/** `keys`: keys of the visible rows; must be the same list while they are the same. */
export function useMemberInputs(run: string, keys: readonly string[]): (key: string) => string {
  const [inputs, setInputs] = useState(() => new MemberInputs(run));
  const [, setEdition] = useState(0);
  useEffect(() => setInputs(new MemberInputs(run)), [run]);
  useEffect(() => inputs.want(keys, () => setEdition((edition) => edition + 1)), [inputs, keys]);
  return (key) => inputs.of(key);
}
