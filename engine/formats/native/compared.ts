// What of a native event is compared beyond its effects: every field that is no bookkeeping and that the effects do not say.

import type { ComparedParts } from '../../model/compare/parts.ts';
import type { Effect } from '../../model/effect.ts';
import { type Json, type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import { chosenId } from '../chosen-id.ts';
import { explainNative } from './explain.ts';

/** Which numbers operations have, who ran them, who asked and when says nothing of what the run did. Every failure is said by an effect in full. */
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
/** Their `workflowId` is whom the code chose to be about. */
const aboutOthers: ReadonlySet<string> = new Set(['child_workflow_scheduled', 'signal_external_scheduled']);

/** `workflowId`: of the run. */
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
