// Knows the columns of other engines' events by their names (SPEC.md L40). Guesses nothing from values.

import type { TimeUnit } from '../../model/written-time.ts';

export type ForeignPart = 'run' | 'sequence' | 'type' | 'time' | 'payload';

/** Without case and underscores; the likelier name first. */
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

/** The column of that part, of those that there are. */
export function columnOf(part: ForeignPart, columns: readonly string[]): string | undefined {
  const plain = columns.map(plainName);
  for (const name of names[part]) {
    const found = plain.findIndex((column) => (part === 'time' ? splitTime(column).name : column) === name);
    if (found !== -1) return columns[found];
  }
  return undefined;
}

/** The unit that the name of a time column ends with. */
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
