// Values in the form that people compare: payloads become their content, failures their type and message.

import type { Failure } from '../effect.ts';
import type { Json, JsonObject } from '../json.ts';
import { isArray, isObject } from '../json.ts';
import { type ShownPayload, shownPayloadOf } from '../shown-payload.ts';

/** Number of unreadable values. Encrypted values cannot be compared at all, undecoded values by their bytes only. */
export type Unread = { readonly encrypted: number; readonly undecoded: number };

/** Reads decoded values and counts unreadable ones. */
export class PlainReader {
  encrypted = 0;
  undecoded = 0;
  readonly #listed: boolean;

  /**
   * `listed`: the dialect writes values as lists; a list of one value becomes that value, an empty list becomes no
   * value.
   */
  constructor(listed: boolean) {
    this.#listed = listed;
  }

  /** Reads an input, a result or details. */
  value(value: Json): Json {
    const payloads = payloadsIn(value);
    if (payloads !== undefined) return this.#list(payloads);
    if (
      isArray(value) &&
      (this.#listed || (value.length > 0 && value.every((entry) => shownPayloadOf(entry) !== undefined)))
    )
      return this.#list(value);
    return this.#listed && isEmptyObject(value) ? null : this.inside(value);
  }

  /** Reads a value that may contain encoded values. */
  inside(value: Json): Json {
    if (isArray(value)) return value.map((entry) => this.inside(entry));
    if (!isObject(value)) return value;
    const shown = shownPayloadOf(value);
    if (shown !== undefined) return this.#payload(shown);
    const payloads = payloadsIn(value);
    return payloads === undefined ? mapped(value, (entry) => this.inside(entry)) : this.#list(payloads);
  }

  /**
   * Type, message and details of each failure in the chain of causes. The code position is left out, as it changes with
   * every build.
   */
  failure(failure: Failure): Json {
    const links: Failure[] = [];
    for (let link: Failure | undefined = failure; link !== undefined; link = link.cause) links.push(link);
    return links.reduceRight<Json>((cause, link) => ({ ...this.#link(link), ...(cause !== null && { cause }) }), null);
  }

  #link({ type, message, details, nonRetryable, more }: Failure): JsonObject {
    return {
      ...(type !== undefined && { type }),
      message,
      ...(details !== undefined && { details: this.value(details) }),
      ...(nonRetryable === true && { nonRetryable }),
      ...(more !== undefined && (this.inside(more) as JsonObject)),
    };
  }

  #list(list: readonly Json[]): Json {
    if (list.length === 0) return null;
    return list.length === 1 ? this.inside(list[0] ?? null) : list.map((entry) => this.inside(entry));
  }

  #payload({ value, text, bytes, head, sha256, encrypted }: ShownPayload): Json {
    if (encrypted === true) {
      this.encrypted++;
      return '(encrypted)';
    }
    if (value !== undefined || text !== undefined) return value ?? text ?? null;
    if (bytes === undefined) return null;
    this.undecoded++;
    return `(${bytes} bytes that cannot be decoded, ${sha256 === undefined ? head : `SHA-256 ${sha256}`})`;
  }
}

const payloadsType = 'temporal.api.common.v1.Payloads';

function payloadsIn(value: Json): readonly Json[] | undefined {
  if (!isObject(value)) return undefined;
  const { payloads, _protoMessageType: message, ...more } = value;
  if (Object.keys(more).length > 0 || (message !== undefined && message !== payloadsType)) return undefined;
  return isArray(payloads) ? payloads : undefined;
}

function isEmptyObject(value: Json): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

function mapped(object: JsonObject, change: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, entry]) => [key, change(entry ?? null)]));
}
