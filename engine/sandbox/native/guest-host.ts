// The host of guests: in this thread, or in a separate one that can be ended from outside.

import type { NativeFailure } from '../../model/native-event.ts';
import type { Activation, Answer, QueryAnswer } from './activation.ts';
import type { NativeBundle } from './bundle.ts';
import { type NativeGuest, NativeSandbox } from './native-sandbox.ts';

/** `lost`: the guest is gone without a fault of its own and must be recreated. */
export type HostAnswer = Answer | { readonly type: 'lost' };

export type GuestName = { readonly run: string; readonly digest: string; readonly workflowType: string };

export interface GuestHost {
  /** Call before the first guest of the bundle. */
  load(bundle: NativeBundle): Promise<void>;
  /**
   * Runs activations in order; returns the first answer that is not commands, else the last one. A missing guest is
   * created where `isNew`.
   */
  activate(guest: GuestName, activations: readonly Activation[], isNew: boolean): Promise<HostAnswer>;
  query(run: string, name: string, input: unknown): Promise<QueryAnswer>;
  drop(run: string): void;
  close(): Promise<void>;
}

/** For tests, and inside the thread: code that never waits is not stopped here. */
export class LocalGuests implements GuestHost {
  readonly #sandboxes = new Map<string, NativeSandbox>();
  readonly #guests = new Map<string, NativeGuest>();

  async load(bundle: NativeBundle): Promise<void> {
    if (!this.#sandboxes.has(bundle.digest)) this.#sandboxes.set(bundle.digest, await NativeSandbox.open(bundle));
  }

  loadWith(bundle: NativeBundle, kernel: string): void {
    this.#sandboxes.set(bundle.digest, new NativeSandbox(bundle, kernel));
  }

  async activate(guest: GuestName, activations: readonly Activation[], isNew: boolean): Promise<HostAnswer> {
    return JSON.parse(this.answerTo(guest, activations.map(jsonOf), isNew)) as HostAnswer;
  }

  /** Like `activate`, as JSON texts. */
  answerTo({ run, digest, workflowType }: GuestName, activations: readonly string[], isNew: boolean): string {
    if (isNew) this.#guests.set(run, this.#sandbox(digest).guest(workflowType));
    const guest = this.#guests.get(run);
    let answer = '{"type":"lost"}';
    if (guest === undefined) return answer;
    for (const activation of activations) {
      answer = guest.answerTo(activation);
      if (!answer.startsWith('{"type":"commands"')) break;
    }
    return answer;
  }

  #sandbox(digest: string): NativeSandbox {
    const sandbox = this.#sandboxes.get(digest);
    if (sandbox === undefined) throw new Error(`the code ${digest} was not loaded`);
    return sandbox;
  }

  async query(run: string, name: string, input: unknown): Promise<QueryAnswer> {
    return this.queryNow(run, name, input);
  }

  queryNow(run: string, name: string, input: unknown): QueryAnswer {
    return this.#guests.get(run)?.query(name, input) ?? { type: 'failed', failure: gone };
  }

  drop(run: string): void {
    this.#guests.delete(run);
  }

  async close(): Promise<void> {
    this.#guests.clear();
    this.#sandboxes.clear();
  }
}

export const jsonOf = (activation: Activation): string => JSON.stringify(activation);

export const gone: NativeFailure = { kind: 'lost', message: 'the run is not loaded' };
