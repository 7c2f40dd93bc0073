// The meaning of update events.

import type { Effect, OperationKey } from '../../model/effect.ts';
import { type Json, type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import { briefJson } from '../../model/compare/json-brief.ts';
import { payloadValue } from './payload.ts';
import { failing, given, reasonText } from './meaning.ts';
import { idText } from './number.ts';
import { type Rules, moved } from './rule.ts';

/** The first argument of an update, where readable. */
function firstArgument(args: Json | undefined): { about?: string } {
  const value = payloadValue(args) ?? null;
  return value === null || value === ''
    ? {}
    : { about: typeof value === 'string' && value.length <= 40 ? value : briefJson(value, 40) };
}

type UpdateName = { readonly key: OperationKey; readonly also?: readonly OperationKey[] };

/**
 * The name of an update is its id. Without one it is the id of the protocol instance or the accepting event, which the
 * completion always names: `update:@5`.
 */
function updateName(attributes: JsonObject, request: JsonObject, acceptedBy: Json | undefined): UpdateName {
  const id = idText(objectOf(request['meta'])['updateId']) ?? idText(objectOf(attributes['meta'])['updateId']);
  const instance = idText(attributes['protocolInstanceId']);
  const accepted = idText(acceptedBy);
  const names = [id, instance, accepted === undefined ? undefined : `@${accepted}`].flatMap((name): OperationKey[] =>
    name === undefined ? [] : [`update:${name}`],
  );
  // The first name is the displayed key; the event is the more reliable name.
  const [key] = names;
  return key === undefined ? { key: 'update:?' } : { key, also: names.toReversed() };
}

function updateOpened(
  attributes: JsonObject,
  written: Json | undefined,
  acceptedBy?: Json,
): { name: UpdateName; open: Effect } {
  const request = objectOf(written);
  const name = updateName(attributes, request, acceptedBy);
  const input = objectOf(request['input']);
  return {
    name,
    open: {
      type: 'open',
      ...name,
      kind: 'update',
      name: stringOf(input['name']) ?? 'update',
      ...firstArgument(input['args']),
      ...given('input', input['args']),
    },
  };
}

export const updateRules = {
  WorkflowExecutionUpdateAdmitted: (_, attributes) => {
    const { open } = updateOpened(attributes, attributes['request']);
    return { effects: [open], summary: 'admitted', wakes: true };
  },
  WorkflowExecutionUpdateAccepted: (event, attributes) => {
    const { name, open } = updateOpened(attributes, attributes['acceptedRequest'], event.id);
    return { effects: [open, { type: 'advance', ...name, status: 'accepted' }], summary: 'accepted', wakes: true };
  },
  WorkflowExecutionUpdateRejected: (_, attributes) => {
    const { name, open } = updateOpened(attributes, attributes['rejectedRequest']);
    return {
      effects: [open, { type: 'close', ...name, status: 'rejected', ...failing(attributes['failure']) }],
      summary: `rejected${reasonText(attributes['failure'])}`,
    };
  },
  WorkflowExecutionUpdateCompleted: (_, attributes) => {
    const { key, also } = updateName({ meta: attributes['meta'] ?? null }, {}, attributes['acceptedEventId']);
    const others = also === undefined ? {} : { also };
    const outcome = objectOf(attributes['outcome']);
    const failure = outcome['failure'] ?? objectOf(outcome['Value'])['Failure'];
    return failure === undefined || failure === null
      ? moved(
          key,
          'completed',
          { type: 'close', ...others, status: 'completed', ...given('result', outcome['success']) },
          false,
        )
      : moved(
          key,
          `failed${reasonText(failure)}`,
          { type: 'close', ...others, status: 'failed', ...failing(failure) },
          false,
        );
  },
} satisfies Rules;
