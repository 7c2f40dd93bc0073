// The format of a Temporal history, in terms known to the person who exported it.

import type { Json, JsonObject } from '../../model/json.ts';
import { isArray, isObject, objectOf } from '../../model/json.ts';

export function describeForm(sample: readonly JsonObject[], holder: JsonObject): string {
  const parts = [writerOf(sample, holder), ...payloadForm(sample)];
  return `Temporal JSON${parts[0] === '' ? '' : `, ${parts.join(', ')}`}`;
}

function writerOf(sample: readonly JsonObject[], holder: JsonObject): string {
  const first = sample[0] ?? {};
  const type = first['eventType'] ?? first['event_type'];
  if (sample.some(isOfFirstYear)) return 'as of 2019 to 2020';
  if (typeof type === 'number') return 'raw server view';
  if (first['event_id'] !== undefined) return 'snake_case';
  if (isObject(first['attributes'])) return 'Web UI';
  if (isObject(first['eventTime'])) return 'protobuf objects as JSON';
  if (isObject(holder['history'])) return 'HTTP API';
  if (isArray(holder['history'])) return 'SDK fixture';
  return typeof type === 'string' && type.startsWith('EVENT_TYPE_') ? 'command line or SDK' : 'before 2023';
}

/** The first year has decision tasks instead of workflow tasks, and times as numbers. */
function isOfFirstYear(event: JsonObject): boolean {
  return (
    Object.keys(event).some((key) => key.startsWith('decisionTask')) ||
    (typeof event['eventId'] === 'number' && event['timestamp'] !== undefined)
  );
}

function payloadForm(sample: readonly JsonObject[]): string[] {
  const forms = new Set<string>();
  for (const event of sample) noteForms(event, forms, 0);
  return [...forms].slice(0, 2);
}

function noteForms(value: Json | undefined, forms: Set<string>, depth: number): void {
  if (depth > 8) return;
  if (isArray(value)) for (const entry of value.slice(0, 5)) noteForms(entry, forms, depth + 1);
  else if (isObject(value)) {
    const metadata = objectOf(value['metadata']);
    const encoding = metadata['encoding'];
    if (typeof metadata['encodingDecoded'] === 'string') forms.add('decoded payloads');
    else if (typeof encoding === 'string' && encoding.includes('/')) forms.add('readable payloads');
    else if (typeof encoding === 'string' && encoding.startsWith('YmluYXJ5L2VuY3J5')) forms.add('encrypted payloads');
    for (const entry of Object.values(value)) noteForms(entry, forms, depth + 1);
  }
}
