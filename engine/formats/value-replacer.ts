// What a dialect asks, value by value, when a history is rewritten to be given away. Whoever implements it decides what becomes of a value.

import type { JsonPath } from '../model/compare/json-diff-path.ts';
import type { Json } from '../model/json.ts';

/** `path` is where the value stands in its event; inside a payload it goes on as if the payload were written out. */
export interface ValueReplacer {
  /** What the workflow was given, gave back or remembers: any JSON. */
  value(value: Json, path: JsonPath): Json;
  /** A value that nobody here can read; encrypted, for instance. */
  bytes(bytes: Uint8Array, path: JsonPath): Uint8Array;
  /** What somebody wrote for people: the message of a failure, a stack, a reason. */
  text(text: string, path: JsonPath): string;
  /** What something is called: a workflow id, a type, a queue, a worker. Equal names must stay equal. */
  name(text: string, path: JsonPath): string;
}
