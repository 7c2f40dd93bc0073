// The words for a place in an event or in the state that a person points at: what is watched there.

import { ignoreRuleText } from '../../../engine/model/compare/ignore-rules.ts';
import { type JsonStep, pathOf, pathText } from '../../../engine/model/compare/json-diff-path.ts';
import type { Seq } from '../../../engine/model/event.ts';
import { kindOf, nameOf, NONE, type Outline } from '../../../engine/model/outline.ts';
import type { Traced } from '../../../engine/model/watch/traced.ts';

/** The value at a place of an event, in every event about an operation of the same kind and name. */
export function inPayload(outline: Outline, seq: Seq, steps: readonly JsonStep[]): Traced {
  const operation = outline.operation[seq - 1] ?? NONE;
  const scope =
    operation === NONE
      ? ({ kind: 'run', name: undefined } as const)
      : { kind: kindOf(outline, operation), name: nameOf(outline, operation) };
  const path = steps.map((step) =>
    typeof step === 'number' ? ({ type: 'index', index: step } as const) : ({ type: 'key', key: step } as const),
  );
  return { type: 'payload', path: ignoreRuleText({ ...scope, steps: path }) };
}

/** The value at a place among the named values of the state: the first step is the name. */
export function inState([name, ...steps]: readonly JsonStep[]): Traced {
  return { type: 'value', name: String(name), path: steps.length === 0 ? '' : pathText(pathOf(...steps)) };
}
