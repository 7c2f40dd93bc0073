// A store whose payloads go through an author's codec: what engines and clients see is plain, what is stored is not.

import type { Codec } from '../author/codec.ts';
import { RetraceError } from '../model/errors.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { EventLog, StoredEvent } from '../store/log.ts';
import type { Register } from '../store/register/register.ts';
import type { RunStore, RunTransaction } from '../store/register/run-store.ts';

/** What engines and clients need of a store. */
export type EngineStore = Pick<RunStore, 'transact' | 'whenEnded'> & { readonly log: Pick<EventLog, 'read'> };

/** A written value: `{"$codec": name, "data": text}`. Values without it were written before there was a codec. */
const mark = '$codec';
const values: ReadonlySet<string> = new Set(['input', 'result', 'value', 'details']);
const holders: ReadonlySet<string> = new Set(['failure', 'cause']);

export function codedStore(store: EngineStore, codec: Codec): EngineStore {
  return {
    log: {
      read: async (run, from, to) => (await store.log.read(run, from, to)).map((event) => decodedEvent(event, codec)),
    },
    whenEnded: (run) => store.whenEnded(run),
    transact: (work) => store.transact((transaction) => work(codedTransaction(transaction, codec))),
  };
}

function codedTransaction(transaction: RunTransaction, codec: Codec): RunTransaction {
  return {
    register: codedRegister(transaction.register, codec),
    lastSeq: (run) => transaction.lastSeq(run),
    read: (run, from, to) => transaction.read(run, from, to).map((event) => decodedEvent(event, codec)),
    append: (run, events) =>
      transaction.append(
        run,
        events.map((event) => encodedEvent(event, codec)),
      ),
  };
}

/** Dead letters hold the values of signals. */
function codedRegister(register: Register, codec: Codec): Register {
  const through = (input: string | null, change: (value: Json, by: Codec) => Json): string | null =>
    input === null ? null : JSON.stringify(change(JSON.parse(input) as Json, codec));
  return {
    get: (run) => register.get(run),
    openRun: (workflowId) => register.openRun(workflowId),
    list: (query) => register.list(query),
    put: (row) => register.put(row),
    claim: (claim) => register.claim(claim),
    woken: (owner) => register.woken(owner),
    renew: (owner, leaseUntil) => register.renew(owner, leaseUntil),
    owners: () => register.owners(),
    disown: (owner) => register.disown(owner),
    nextDue: (owner) => register.nextDue(owner),
    addDeadLetter: (letter) => register.addDeadLetter({ ...letter, input: through(letter.input, encodedValue) }),
    deadLetters: (limit) =>
      register.deadLetters(limit).map((letter) => ({ ...letter, input: through(letter.input, decodedValue) })),
  };
}

function encodedEvent<E extends Pick<StoredEvent, 'payload'>>(event: E, codec: Codec): E {
  return {
    ...event,
    payload: Buffer.from(JSON.stringify(mappedValues(parsed(event), (value) => encodedValue(value, codec)))),
  };
}

/** Throws `not-readable` where the codec does not read what is there. */
export function decodedEvent<E extends Pick<StoredEvent, 'payload'>>(event: E, codec: Codec): E {
  if (!Buffer.from(event.payload).includes(mark)) return event;
  return {
    ...event,
    payload: Buffer.from(JSON.stringify(mappedValues(parsed(event), (value) => decodedValue(value, codec)))),
  };
}

function parsed({ payload }: Pick<StoredEvent, 'payload'>): JsonObject {
  return JSON.parse(Buffer.from(payload).toString('utf8')) as JsonObject;
}

function mappedValues(event: JsonObject, change: (value: Json) => Json): JsonObject {
  return Object.fromEntries(
    Object.entries(event).map(([key, value]) => {
      if (value === undefined) return [key, value];
      if (values.has(key)) return [key, change(value)];
      return [key, holders.has(key) && isObject(value) ? mappedValues(value, change) : value];
    }),
  );
}

function encodedValue(value: Json, codec: Codec): Json {
  return { [mark]: codec.name, data: codec.encode(JSON.stringify(value)) };
}

function decodedValue(value: Json, codec: Codec): Json {
  if (!isObject(value) || typeof value[mark] !== 'string' || typeof value['data'] !== 'string') return value;
  if (value[mark] !== codec.name)
    throw new RetraceError(
      'not-readable',
      `A value was written by the codec ${value[mark]}, and this one is ${codec.name}.`,
    );
  try {
    return JSON.parse(codec.decode(value['data'])) as Json;
  } catch (error) {
    throw new RetraceError(
      'not-readable',
      `The codec ${codec.name} does not read a value: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}
