// An engine that answers only what a test gives it, for tests of what lies between engine and screen.

import { type Api, type CallName, calls, type PushBody, type PushName } from '../model/api.ts';
import { RetraceError } from '../model/errors.ts';
import type { PushListener, Served } from '../host/serve.ts';

export type FakeEngine = Served & {
  push<N extends PushName>(name: N, body: PushBody<N>): void;
  /** How many are listening to pushes. */
  listeners(): number;
};

export function fakeEngine(answers: Partial<Api>): FakeEngine {
  const listeners = new Set<PushListener>();
  const names = Object.keys(calls) as CallName[];
  const api = Object.fromEntries(names.map((name) => [name, answers[name] ?? (() => notHere(name))]));
  return {
    ...(api as Api),
    onPush(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    push(name, body) {
      for (const listener of listeners) listener(name, body);
    },
    listeners: () => listeners.size,
  };
}

function notHere(name: CallName): Promise<never> {
  return Promise.reject(new RetraceError('not-here', `This test does not answer ${name}.`));
}
