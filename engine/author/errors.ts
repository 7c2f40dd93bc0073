// Errors that workflow code and activities throw and catch. SPEC.md N3.

import type { Json } from '../model/json.ts';
import type { NativeFailure } from '../model/native-event.ts';

/** Thrown by an activity to prevent a retry. */
export class NonRetryable extends Error {
  override readonly name: string = 'NonRetryable';
  readonly kind: string;
  readonly details: Json | undefined;

  constructor(message: string, options: ErrorOptions & { readonly kind?: string; readonly details?: Json } = {}) {
    super(message, options);
    this.kind = options.kind ?? 'application';
    this.details = options.details;
  }
}

/** Thrown by an activity to request a retry after this time, whatever its policy's back-off. */
export class RetryAfter extends Error {
  override readonly name: string = 'RetryAfter';
  readonly afterMs: number;

  constructor(message: string, afterMs: number, options: ErrorOptions = {}) {
    super(message, options);
    this.afterMs = afterMs;
  }
}

/** An activity, a child or a message to another workflow ended badly. `failure` is its original failure. */
export class OperationFailed extends Error {
  override readonly name: string = 'OperationFailed';
  readonly operation: string;
  readonly failure: NativeFailure;

  constructor(operation: string, called: string, failure: NativeFailure) {
    super(`${called} failed: ${failure.message}`);
    this.operation = operation;
    this.failure = failure;
  }

  /** Kind of the failure: `application`, `timeout`, `cancelled` and so on. */
  get kind(): string {
    return this.failure.kind;
  }
}

/** The workflow, or the surrounding scope, was cancelled. A workflow that lets this error through ends as cancelled. */
export class Cancelled extends Error {
  override readonly name: string = 'Cancelled';
  readonly reason: string;

  constructor(reason: string) {
    super(reason === '' ? 'cancelled' : `cancelled: ${reason}`);
    this.reason = reason;
  }
}

/**
 * The failure for any thrown value. A failure of an operation stays intact as the cause, below the message of the code
 * that let it through.
 */
export function failureOf(error: unknown, depth = 0): NativeFailure {
  if (error instanceof OperationFailed)
    return { kind: 'application', message: error.message, operation: error.operation, cause: error.failure };
  if (error instanceof Cancelled) return { kind: 'cancelled', message: error.message };
  if (!isErrorLike(error)) return { kind: 'application', message: textOf(error) };
  const [name, message, kind, stack] = ['name', 'message', 'kind', 'stack'].map((field) => fieldOf(error, field));
  const [details, cause] = [jsonOf(fieldOf(error, 'details')), fieldOf(error, 'cause')];
  return {
    kind: typeof kind === 'string' && kind !== '' ? kind : 'application',
    message: textOf(message === '' ? name : message),
    ...(typeof stack === 'string' && { stack }),
    ...(error instanceof NonRetryable && { nonRetryable: true }),
    ...(details !== undefined && { details }),
    ...(cause !== undefined && depth < 20 && { cause: failureOf(cause, depth + 1) }),
  };
}

/** Errors of other realms and copies of the package are no instances of these classes. */
function isErrorLike(error: unknown): boolean {
  return error instanceof Error || (typeof error === 'object' && typeof fieldOf(error, 'message') === 'string');
}

/** A field of whatever was thrown; undefined where it has none, or reading it throws. */
export function fieldOf(error: unknown, name: string): unknown {
  try {
    return (error as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  } catch {
    return undefined;
  }
}

function jsonOf(value: unknown): Json | undefined {
  try {
    const text = JSON.stringify(value) as string | undefined;
    return text === undefined ? undefined : (JSON.parse(text) as Json);
  } catch (error) {
    return `no JSON: ${textOf(fieldOf(error, 'message'))}`;
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return 'something that is no error was thrown';
  }
}
