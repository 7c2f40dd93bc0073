// The program of the thread that guests live in. Knows nothing but what it is sent.

import { parentPort } from 'node:worker_threads';
import type { Activation } from './activation.ts';
import type { NativeBundle } from './bundle.ts';
import { type GuestName, LocalGuests } from './guest-host.ts';

export type ThreadRequest =
  | { readonly type: 'load'; readonly bundle: NativeBundle; readonly kernel: string }
  | {
      readonly type: 'activate';
      readonly id: number;
      readonly guest: GuestName;
      readonly activations: readonly Activation[];
      readonly isNew: boolean;
    }
  | {
      readonly type: 'query';
      readonly id: number;
      readonly run: string;
      readonly name: string;
      readonly input: unknown;
    }
  | { readonly type: 'drop'; readonly run: string };

const guests = new LocalGuests();

// One answer after the other: who waits longest is who is at work.
parentPort?.on('message', (request: ThreadRequest) => {
  switch (request.type) {
    case 'load':
      return guests.loadWith(request.bundle, request.kernel);
    case 'activate':
      return parentPort?.postMessage({
        id: request.id,
        answer: guests.activateNow(request.guest, request.activations, request.isNew),
      });
    case 'query':
      return parentPort?.postMessage({
        id: request.id,
        answer: guests.queryNow(request.run, request.name, request.input),
      });
    case 'drop':
      return guests.drop(request.run);
  }
});

// From here on it can answer: the time that it took to get here is nobody's.
parentPort?.postMessage({ id: 0 });
