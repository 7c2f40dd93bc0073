// The compared facts of a native event beyond its effects: every field that is neither bookkeeping nor stated by the
// effects.

import type { ComparedParts } from '../../model/compare/parts.ts';
import type { Effect } from '../../model/effect.ts';
import { type Json, type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import { chosenId } from '../chosen-id.ts';
import { explainNative } from './explain.ts';

/**
 * Operation numbers, workers, requesters and times say nothing about the run's behaviour. An effect states every
 * failure in full.
 */
const bookkeeping: ReadonlySet<string> = new Set([
  'type',
  'retrace',
  'at',
  'fireAt',
  'retryAt',
  'deadline',
  'id',
  'command',
  'task',
  'fiber',
  'worker',
  'unseen',
  'attempt',
  'workflowId',
  'runId',
  'nextRunId',
  'continuedFrom',
  'parent',
  'from',
  'workflowType',
  'failure',
]);
/** The `workflowId` of these events is a target chosen by the code. */
const aboutOthers: ReadonlySet<string> = new Set(['child_workflow_scheduled', 'signal_external_scheduled']);

/** `workflowId`: id of the run's workflow. */
export function comparedNative(event: JsonObject, workflowId: string | null): ComparedParts {
  const type = stringOf(event['type']) ?? 'unknown';
  const said = new Set(explainNative(type, event).effects.flatMap(saidBy));
  const left = Object.entries(event).filter(
    ([key, value]) => !bookkeeping.has(key) && value !== undefined && !said.has(value),
  );
  const about = aboutOthers.has(type) ? chosenId(stringOf(event['workflowId']) ?? '', workflowId) : undefined;
  const details = { ...Object.fromEntries(left), ...(about !== undefined && { workflowId: about }) };
  return Object.keys(details).length === 0 ? {} : { details };
}

function saidBy(effect: Effect): readonly (Json | undefined)[] {
  switch (effect.type) {
    case 'open':
      return [effect.name, effect.input, ...Object.values(objectOf(effect.options))];
    case 'advance':
      return [effect.details];
    case 'close':
      return [effect.result];
    case 'run':
      return [effect.input, effect.result, effect.nextInput, effect.reason];
    case 'set':
      return [effect.value];
    default:
      return [];
  }
}
