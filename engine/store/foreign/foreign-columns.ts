// Recognises the columns of other engines' event tables by name (SPEC.md L40). Never looks at values.

import type { TimeUnit } from '../../model/written-time.ts';

export type ForeignPart = 'run' | 'sequence' | 'type' | 'time' | 'payload';

/** Column names in lower case, without underscores; the likelier name first. */
const names: Readonly<Record<ForeignPart, readonly string[]>> = {
  run: [
    'runid',
    'workflowrunid',
    'executionid',
    'instanceid',
    'workflowinstanceid',
    'workflowid',
    'workflowuuid',
    'streamid',
    'stream',
    'run',
  ],
  sequence: [
    'sequence',
    'seq',
    'sequencenumber',
    'sequencenum',
    'sequenceno',
    'seqno',
    'eventsequence',
    'eventseq',
    'eventnumber',
    'eventid',
    'position',
    'version',
    'id',
  ],
  type: ['eventtype', 'type', 'eventname', 'event', 'kind', 'name'],
  time: ['timestamp', 'eventtime', 'time', 'at', 'occurredat', 'recordedat', 'createdat', 'ts'],
  payload: ['payload', 'eventpayload', 'eventdata', 'data', 'body', 'attributes', 'details', 'content'],
};

const units: readonly (readonly [ending: string, unit: TimeUnit])[] = [
  ['ms', 'ms'],
  ['millis', 'ms'],
  ['us', 'us'],
  ['micros', 'us'],
  ['ns', 'ns'],
  ['nanos', 'ns'],
  ['seconds', 's'],
  ['s', 's'],
];

/** The one of `columns` that holds this part of an event. */
export function columnOf(part: ForeignPart, columns: readonly string[]): string | undefined {
  const plain = columns.map(plainName);
  for (const name of names[part]) {
    const found = plain.findIndex((column) => (part === 'time' ? splitTime(column).name : column) === name);
    if (found !== -1) return columns[found];
  }
  return undefined;
}

/** The time unit at the end of a time column's name. */
export function unitOf(column: string): TimeUnit | undefined {
  return splitTime(plainName(column)).unit;
}

function splitTime(plain: string): { readonly name: string; readonly unit: TimeUnit | undefined } {
  if (names.time.includes(plain)) return { name: plain, unit: undefined };
  for (const [ending, unit] of units) {
    const name = plain.slice(0, -ending.length);
    if (plain.endsWith(ending) && names.time.includes(name)) return { name, unit };
  }
  return { name: plain, unit: undefined };
}

function plainName(column: string): string {
  return column.toLowerCase().replaceAll('_', '');
}
