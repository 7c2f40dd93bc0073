// A value as the engine decodes it, without the statements about its encoding.

import { isArray, isObject, type Json } from '../../model/json.ts';
import { unreadable } from './raw-value.ts';

export function readableValue(value: Json): Json {
  if (isArray(value)) return value.map(readableValue);
  if (!isObject(value)) return value;
  const payload = value['$payload'];
  if (isObject(payload)) return 'value' in payload ? (payload['value'] ?? null) : (payload['text'] ?? unreadable);
  if (isArray(value['payloads']) && Object.keys(value).length === 1) return value['payloads'].map(readableValue);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, readableValue(inner ?? null)]));
}
