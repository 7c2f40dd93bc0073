// A history as it was found, made ready to be replayed; or why no code can be.

import { basename } from 'node:path';
import type { Dialect, Identity } from '../formats/dialect.ts';
import { RetraceError } from '../model/errors.ts';
import type { GuestKind } from '../sandbox/bundle.ts';
import type { ReportedHistory } from './replay-report.ts';

export type FoundHistory = ReportedHistory & {
  /** The file, or the run id: what a person finds it by. */
  readonly name: string;
  readonly runId: string | null;
  /** What its code is written for; of no meaning where it is refused. */
  readonly guest: GuestKind;
  /** Why no code can be replayed against it. */
  readonly refused?: RetraceError;
};

/** `written`: the payloads of its events as they lie in their source. */
export function replayable(
  dialect: Dialect,
  written: readonly Uint8Array[],
  name: string,
  { runId, workflowId, workflowType }: Identity,
): FoundHistory {
  const payloads =
    dialect.id === 'temporal-protobuf'
      ? written.map((payload) => Buffer.from(JSON.stringify(dialect.parse(payload))))
      : written;
  const refused = refusalOf(dialect, payloads, name);
  return {
    name,
    runId: runId ?? null,
    guest: dialect.guest ?? 'temporal',
    payloads,
    workflowId: workflowId ?? '',
    named: { workflow: workflowType ?? null, workflowId: workflowId ?? null },
    ...(refused && { refused }),
  };
}

/** A worker names its SDK in the first task that it completes. */
const lookedAt = 200;

function refusalOf(dialect: Dialect, payloads: readonly Uint8Array[], name: string): RetraceError | undefined {
  if (dialect.guest === 'native') return undefined;
  const isTemporal = dialect.guest === 'temporal';
  const sdk = isTemporal ? sdkOf(payloads) : undefined;
  if (isTemporal && (sdk === undefined || sdk === 'temporal-typescript')) return undefined;
  const what = isTemporal ? `was made with the SDK ${sdk}` : `is of the kind ${dialect.id}`;
  return new RetraceError(
    'code-not-supported',
    `${basename(name)} ${what}. Code is replayed for histories of Temporal's TypeScript SDK, 1.8 and newer, and of Retrace's own engine; all others can be stepped through without their code.`,
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
