// Why a record is refused: Retrace's code, the expected and the found value, and the message of the log's own software.

import type { AqEvent, Id, U64 } from './event.ts';

export type RefusalCode =
  `AQ${'110' | '201' | '202' | '203' | '204' | '205' | '206' | '207' | '208' | '209' | '210' | '211' | '212' | '213' | '214' | '215' | '216' | '217'}`;

export type Refusal = {
  readonly code: RefusalCode;
  /** The reason, for a person. */
  readonly text: string;
  /** Number of the record that the refusal refers to, where one exists. */
  readonly since?: number;
  /** The message of the log's own software, and its internal variant. */
  readonly upstream: { readonly text: string; readonly debug: string };
};

const plain = {
  InvalidTransition: 'Invalid state transition during replay',
  DuplicateEvent: 'Duplicate event detected',
  CorruptedData: 'Corrupted event data',
} as const;

export function refuse(code: RefusalCode, kind: keyof typeof plain, text: string, since?: number): Refusal {
  return { code, text, ...(since !== undefined && { since }), upstream: { text: plain[kind], debug: kind } };
}

type LeaseVerb = 'Acquire' | 'Heartbeat' | 'Expire' | 'Release';
const leaseVerbs: Partial<Record<AqEvent['type'], LeaseVerb>> = {
  LeaseAcquired: 'Acquire',
  LeaseHeartbeat: 'Heartbeat',
  LeaseExpired: 'Expire',
  LeaseReleased: 'Release',
};

export type LeaseCause =
  | { readonly type: 'UnknownRun' | 'MissingActiveLease' | 'LeaseAlreadyActive' }
  | { readonly type: 'InvalidRunState'; readonly state: string }
  | { readonly type: 'OwnerMismatch'; readonly expected: string; readonly actual: string }
  | { readonly type: 'ExpiryMismatch' | 'NonMonotonicHeartbeatExpiry'; readonly expected: U64; readonly actual: U64 };

export function refuseLease(event: AqEvent['type'], run: Id, cause: LeaseCause, since?: number): Refusal {
  const verb = leaseVerbs[event] ?? 'Acquire';
  const { said, fields } = leaseWords(cause);
  const rejected =
    cause.type === 'UnknownRun'
      ? `lease ${verb.toLowerCase()} rejected: unknown run ${run}`
      : `lease ${verb.toLowerCase()} rejected for run ${run}: ${said}`;
  const withEvent =
    cause.type !== 'LeaseAlreadyActive' && cause.type !== 'NonMonotonicHeartbeatExpiry' ? [`event: ${verb}`] : [];
  return {
    code: cause.type === 'UnknownRun' ? 'AQ204' : 'AQ211',
    text: rejected,
    ...(since !== undefined && { since }),
    upstream: {
      text: `Lease causality violation during replay: ${rejected}`,
      debug: `LeaseCausality(${cause.type} { ${[`run_id: RunId(${run})`, ...withEvent, ...fields].join(', ')} })`,
    },
  };
}

function leaseWords(cause: LeaseCause): { readonly said: string; readonly fields: readonly string[] } {
  switch (cause.type) {
    case 'UnknownRun':
      return { said: 'unknown run', fields: [] };
    case 'InvalidRunState':
      return { said: `invalid state ${cause.state}`, fields: [`state: ${cause.state}`] };
    case 'MissingActiveLease':
      return { said: 'missing active lease', fields: [] };
    case 'LeaseAlreadyActive':
      return { said: 'lease already active', fields: [] };
    case 'OwnerMismatch':
      return {
        said: `owner mismatch expected=${cause.expected} actual=${cause.actual}`,
        fields: [`expected_owner: ${quoted(cause.expected)}`, `actual_owner: ${quoted(cause.actual)}`],
      };
    case 'ExpiryMismatch':
      return {
        said: `expiry mismatch expected=${cause.expected} actual=${cause.actual}`,
        fields: [`expected_expiry: ${cause.expected}`, `actual_expiry: ${cause.actual}`],
      };
    case 'NonMonotonicHeartbeatExpiry':
      return {
        said: `expiry regression previous=${cause.expected} proposed=${cause.actual}`,
        fields: [`previous_expiry: ${cause.expected}`, `proposed_expiry: ${cause.actual}`],
      };
  }
}

/** A text in the format of Rust's `Debug`. */
function quoted(text: string): string {
  const escapes: Readonly<Record<string, string>> = {
    '\t': '\\t',
    '\r': '\\r',
    '\n': '\\n',
    '"': '\\"',
    '\\': '\\\\',
    '\0': '\\0',
  };
  return `"${text.replaceAll(/[\t\r\n"\\\0]|\p{C}|\p{Zl}|\p{Zp}|(?! )\p{Zs}|^\p{M}/gu, (letter) => escapes[letter] ?? `\\u{${letter.codePointAt(0)!.toString(16)}}`)}"`;
}

export function refuseTask(code: RefusalCode, text: string, debug: string, since?: number): Refusal {
  return {
    code,
    text,
    ...(since !== undefined && { since }),
    upstream: { text: `Task causality violation during replay: ${text}`, debug: `TaskCausality(${debug})` },
  };
}

export function refuseEngine(code: RefusalCode, text: string, debug: string, since?: number): Refusal {
  return {
    code,
    text,
    ...(since !== undefined && { since }),
    upstream: {
      text: `Engine control causality violation during replay: ${text}`,
      debug: `EngineControlCausality(${debug})`,
    },
  };
}
