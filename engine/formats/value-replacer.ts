// The interface through which a dialect asks for a replacement of each value when a history is rewritten for sharing.
// The implementation decides what a value becomes.

import type { JsonPath } from '../model/compare/json-diff-path.ts';
import type { Json } from '../model/json.ts';

/** `path`: place of the value in its event; inside a payload the path continues as if the payload were decoded. */
export interface ValueReplacer {
  /** Replaces an input, result or memo value: any JSON. */
  value(value: Json, path: JsonPath): Json;
  /** Replaces an unreadable value, for example an encrypted one. */
  bytes(bytes: Uint8Array, path: JsonPath): Uint8Array;
  /** Replaces text for people: a failure's message, a stack, a reason. */
  text(text: string, path: JsonPath): string;
  /** Replaces a name: a workflow id, a type, a queue, a worker. Equal names must stay equal. */
  name(text: string, path: JsonPath): string;
}
