// Why a run failed, in a sentence: the run's own failure message first, then the cause. The only source of this
// sentence for every list and pane.

import { type Failure, failureLine, innermost, isBad } from './effect.ts';
import { fullNameOf } from './operation-name.ts';
import { finalStatusOf, type Outline, operationIndex, reasonOf } from './outline.ts';

/** `operation`: index of the operation in which the failure arose, or −1. */
export type WhyFailed = { readonly sentence: string; readonly operation: number };

/**
 * `order 7 not paid, caused by charge: CardDeclined: card declined`; without a message of its own `charge failed
 * (CardDeclined: card declined)`.
 */
export function whyFailed(outline: Outline, failure: Failure): WhyFailed {
  const linked = decidingOperation(outline, failure);
  const operation = linked === -1 ? failedAlike(outline, failure) : linked;
  const hasOwn = failure.cause !== undefined && !isSilent(failure);
  const words = failureWords(hasOwn ? failure.cause : failure);
  if (hasOwn)
    return {
      sentence: causedBy(ownWords(failure), `${operation === -1 ? '' : `${causeText(outline, operation)}: `}${words}`),
      operation,
    };
  return {
    sentence: operation === -1 ? words : `${fullNameOf(outline, operation)} ${endText(outline, operation)} (${words})`,
    operation,
  };
}

/** The message of a failure whose text a data converter hides; it explains nothing. */
const hidden = 'Encoded failure';

function isSilent({ type = '', message, operation, wraps, cause }: Failure): boolean {
  return (
    cause !== undefined &&
    (operation !== undefined || wraps === true || (message === '' && type === '') || message === hidden)
  );
}

/** The code's own message without the name of the error: the cause has a name. */
function ownWords({ type, message }: Failure): string {
  return failureLine({ message: message || (type ?? '') });
}

/**
 * Why an operation failed: the first message in the chain and the last; a wrapper only says in which operation the
 * cause arose.
 */
export function failureWords(failure: Failure): string {
  let outermost: Failure = failure;
  while (outermost.cause !== undefined && (isSilent(outermost) || outermost.message === ''))
    outermost = outermost.cause;
  const { cause, ...first } = outermost;
  return cause === undefined ? failureLine(first) : causedBy(failureLine(first), failureLine(cause));
}

function causedBy(words: string, cause: string): string {
  return words === cause ? words : `${words}, caused by ${cause}`;
}

function attemptsOf(outline: Outline, operation: number): number {
  return outline.operations.attempts[operation] ?? 0;
}

function causeText(outline: Outline, operation: number): string {
  const attempts = attemptsOf(outline, operation);
  return `${fullNameOf(outline, operation)}${attempts > 1 ? ` (${attempts} attempts)` : ''}`;
}

function endText(outline: Outline, operation: number): string {
  const attempts = attemptsOf(outline, operation);
  return attempts > 1 ? `gave up after ${attempts} attempts` : 'failed';
}

/**
 * The operation nearest to the root of the failure. Failures below another workflow's failure name operations of that
 * workflow's history.
 */
function decidingOperation(outline: Outline, failure: Failure): number {
  let found = -1;
  for (let link: Failure | undefined = failure; link !== undefined; link = link.cause) {
    if (link.operation === undefined) continue;
    found = Math.max(operationIndex(outline, link.operation), found);
    if (!link.operation.startsWith('activity:')) break;
  }
  return found;
}

/** Where the history does not link them: the last operation that failed for the same reason as the run. */
function failedAlike(outline: Outline, failure: Failure): number {
  const { type, message } = innermost(failure);
  const reason = (type ?? message).slice(0, 80);
  if (reason === '' || reason === hidden) return -1;
  for (let operation = outline.operations.count - 1; operation >= 0; operation--) {
    if (isBad(finalStatusOf(outline, operation)) && reasonOf(outline, operation) === reason) return operation;
  }
  return -1;
}
