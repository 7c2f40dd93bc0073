// Failures of Retrace's own engine, in the model's terms.

import type { Failure, OperationKey } from '../../model/effect.ts';
import { isObject, type Json, stringOf } from '../../model/json.ts';

const deepest = 50;

/** undefined without a failure. */
export function nativeFailure(raw: Json | undefined, depth = 0): Failure | undefined {
  if (!isObject(raw) || depth > deepest) return undefined;
  const type = stringOf(raw['kind']);
  const stack = stringOf(raw['stack']);
  const details = raw['details'];
  const operation = stringOf(raw['operation']);
  const cause = nativeFailure(raw['cause'], depth + 1);
  return {
    message: typeof raw['message'] === 'string' ? raw['message'] : '',
    ...(type !== undefined && { type }),
    ...(stack !== undefined && { stack }),
    ...(raw['nonRetryable'] === true && { nonRetryable: true }),
    ...(details !== undefined && { details }),
    ...(operation !== undefined && { operation: operation as OperationKey }),
    ...(cause !== undefined && { cause }),
  };
}

export function isTimeout(failure: Failure | undefined): boolean {
  return failure?.type === 'timeout';
}
