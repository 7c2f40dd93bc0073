// An engine with the answers of a test only, for tests of the layer between engine and screen.

import { type Api, type CallName, calls } from '../model/api.ts';
import { RetraceError } from '../model/errors.ts';

export function fakeEngine(answers: Partial<Api>): Api {
  const names = Object.keys(calls) as CallName[];
  return Object.fromEntries(names.map((name) => [name, answers[name] ?? (() => notHere(name))])) as unknown as Api;
}

function notHere(name: CallName): Promise<never> {
  return Promise.reject(new RetraceError('not-here', `This test does not answer ${name}.`));
}
