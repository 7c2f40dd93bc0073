// Prepares a found history for a replay, or gives the reason why no code can replay it.

import { basename } from 'node:path';
import type { Dialect, Identity } from '../formats/dialect.ts';
import { RetraceError } from '../model/errors.ts';
import { asNative } from '../formats/derecho/as-native.ts';
import { derechoLog } from '../formats/derecho/from-native.ts';
import { parseJson } from '../formats/json-payload.ts';
import { type Json, objectOf } from '../model/json.ts';
import type { NativeEvent } from '../model/native-event.ts';
import type { GuestKind } from '../sandbox/bundle.ts';
import type { ReportedHistory } from './replay-report.ts';

export type FoundHistory = ReportedHistory & {
  /** The file name or the run id, by which a person finds the history. */
  readonly name: string;
  readonly runId: string | null;
  /** The SDK that the history's code is written for; meaningless for a refused history. */
  readonly guest: GuestKind;
  readonly dialect: string;
  /** Events that code makes, in the history's own form: in its dialect, and with its values encoded as they were. */
  readonly inItsForm: (events: readonly Json[]) => readonly Json[];
  /** Why no code can be replayed against it. */
  readonly refused?: RetraceError;
};

/** `written`: the stored payloads of the events. */
export function replayable(
  dialect: Dialect,
  written: readonly Uint8Array[],
  name: string,
  { runId, workflowId, workflowType }: Identity,
): FoundHistory {
  const told = replayedPayloads(dialect, written);
  const payloads = decodedPayloads(dialect, told);
  const refused = refusalOf(dialect, payloads, name);
  return {
    name,
    runId: runId ?? null,
    guest: dialect.guest ?? 'temporal',
    payloads,
    workflowId: workflowId ?? '',
    named: { workflow: workflowType ?? null, workflowId: workflowId ?? null },
    dialect: dialect.id === 'derecho' ? dialect.id : (dialect.guest ?? dialect.id),
    inItsForm: formOf(dialect, payloads !== told),
    ...(payloads !== told && { isDecoded: true }),
    ...(refused && { refused }),
  };
}

function formOf({ id, codec }: Dialect, isDecoded: boolean): FoundHistory['inItsForm'] {
  if (id === 'derecho') return (events) => derechoLog(events as unknown as readonly NativeEvent[]);
  return isDecoded && codec !== undefined ? (events) => events.map(codec.withoutAnswers) : (events) => events;
}

/** As a codec server decoded them; the same list where it decoded none. */
function decodedPayloads({ codec }: Dialect, payloads: readonly Uint8Array[]): readonly Uint8Array[] {
  if (codec === undefined) return payloads;
  const decoded = payloads.map((payload) => {
    const value = parseJson(payload);
    const now = codec.withAnswers(value);
    return now === value ? payload : asBytes(now);
  });
  return decoded.some((payload, i) => payload !== payloads[i]) ? decoded : payloads;
}

function asBytes(event: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(event));
}

/** The events in the form in which a guest is told them: one for each. */
function replayedPayloads(dialect: Dialect, written: readonly Uint8Array[]): readonly Uint8Array[] {
  if (dialect.id === 'temporal-protobuf') return written.map((payload) => asBytes(dialect.parse(payload)));
  if (dialect.id !== 'derecho') return written;
  return asNative(written.map((payload) => objectOf(dialect.parse(payload)))).map(asBytes);
}

/** Number of events searched: a worker names its SDK in its first completed task. */
const lookedAt = 200;

function refusalOf(dialect: Dialect, payloads: readonly Uint8Array[], name: string): RetraceError | undefined {
  if (dialect.guest === 'native') return (dialect.id === 'derecho' ? taskless : coded)(payloads, name);
  const isTemporal = dialect.guest === 'temporal';
  const sdk = isTemporal ? sdkOf(payloads) : undefined;
  if (isTemporal && (sdk === undefined || sdk === 'temporal-typescript')) return undefined;
  const what = isTemporal ? `was made with the SDK ${sdk}` : `is of the kind ${dialect.id}`;
  return new RetraceError(
    'code-not-supported',
    `${basename(name)} ${what}. Code is replayed for histories of Temporal's TypeScript SDK, 1.8 and newer, of Retrace's own engine, and for Derecho's logs; all others can be stepped through without their code.`,
  );
}

/** Values that went through an author's codec (SPEC.md N60). */
function coded(payloads: readonly Uint8Array[], name: string): RetraceError | undefined {
  if (!payloads.some((payload) => Buffer.from(payload).includes(':{"$codec":"'))) return undefined;
  return new RetraceError(
    'code-not-supported',
    `The values of ${basename(name)} are encoded by its author's codec. Write it decoded, and replay that: retrace export RUN --codec FILE -o decoded.jsonl.`,
  );
}

/** Code is told a history task by task. */
function taskless(payloads: readonly Uint8Array[], name: string): RetraceError | undefined {
  if (payloads.some((payload) => Buffer.from(payload).includes('"workflow_task_completed"'))) return undefined;
  return new RetraceError(
    'code-not-supported',
    `${basename(name)} is a log without workflow tasks: what the code saw of it, and when, is not known. It can be stepped through without its code.`,
  );
}

function sdkOf(payloads: readonly Uint8Array[]): string | undefined {
  for (const payload of payloads.slice(0, lookedAt)) {
    const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    if (!text.includes('sdk')) continue;
    const [, sdk] = /"(?:sdkName|sdk_name)"\s*:\s*"([^"]+)"/.exec(text.toString('utf8')) ?? [];
    if (sdk !== undefined) return sdk;
  }
  return undefined;
}
