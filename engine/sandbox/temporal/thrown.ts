// Errors of workflow code, thrown directly or through an unhandled promise.

import process from 'node:process';
import type { ThrownError } from '../guest.ts';
import type { Activator } from './sdk.ts';

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Accepts any value: code can throw anything, and an error's fields can be anything. */
export function thrownError(error: unknown): ThrownError {
  const { name, message, stack } = (typeof error === 'object' && error !== null ? error : {}) as Partial<ThrownError>;
  const said = typeof message === 'string' ? message : textOf(error);
  return {
    name: typeof name === 'string' ? name : 'Error',
    message: said,
    stack: typeof stack === 'string' ? stack : said,
  };
}

function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return 'a value that has no text';
  }
}

/** Finds the context of a promise, and fails that workflow's activation. The only listener of the thread. */
export class UnhandledRejections {
  readonly #found = new Map<Activator, Error>();
  readonly #watched = new Set<Activator>();
  #isListening = false;

  watch(activator: Activator): void {
    this.#watched.add(activator);
    if (this.#isListening) return;
    this.#isListening = true;
    process.on('unhandledRejection', (error: unknown, promise: Promise<unknown>) => this.#note(error, promise));
  }

  forget(activator: Activator): void {
    this.#watched.delete(activator);
    this.#found.delete(activator);
  }

  /** Resolves after every rejection so far is delivered. Throws the workflow's. */
  async settled(activator: Activator): Promise<void> {
    await turn();
    const found = this.#found.get(activator);
    if (found !== undefined) throw found;
  }

  #note(error: unknown, promise: Promise<unknown>): void {
    const activator = activatorOf(promise);
    if (activator === undefined || !this.#watched.has(activator)) return;
    const found = new Error(`Unhandled Promise rejection: ${textOf(error)}`, { cause: error });
    found.stack = thrownError(error).stack;
    activator.workflowTaskError = found;
    this.#found.set(activator, found);
  }
}

/** A promise's own context is the one in which the constructor of its constructor makes functions. */
function activatorOf(promise: Promise<unknown>): Activator | undefined {
  const make = promise.constructor.constructor as (code: string) => () => Activator | undefined;
  return make('return globalThis.__TEMPORAL_ACTIVATOR__')();
}
