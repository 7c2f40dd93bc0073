// The tables of messages and enums, with field look-up for a reader of messages.

import { must } from '../../model/assert.ts';
import { enums } from './enums.ts';
import { messages } from './messages.ts';

export type Field = {
  readonly name: string;
  readonly type: FieldType;
  readonly repeated: boolean;
  /** True for a map from texts to values. */
  readonly isMap: boolean;
};

export type FieldType =
  | 'string'
  | 'bytes'
  | 'bool'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'double'
  | 'float'
  | 'Timestamp'
  | 'Duration'
  | { readonly words: readonly string[] }
  | Message;

/** Fields by number. */
export type Message = { readonly name: string; readonly fields: (Field | undefined)[] };

const scalars: ReadonlySet<string> = new Set([
  'string',
  'bytes',
  'bool',
  'int32',
  'uint32',
  'int64',
  'double',
  'float',
]);
const wellKnown: ReadonlySet<string> = new Set(['Timestamp', 'Duration']);

const wordsOf: ReadonlyMap<string, readonly string[]> = new Map(
  entriesOf(enums).map(([name, words]) => {
    const [prefix = '', ...bare] = words.split(/\s+/);
    return [name, bare.map((word) => prefix + word)];
  }),
);
const schema: ReadonlyMap<string, Message> = messagesOf(messages);

/** Finds a message by its name without its package; a nested message is `Outer_Inner`. */
export function messageNamed(name: string): Message {
  return must(schema.get(name), `message ${name}`);
}

/** The enum's word, or the number itself without a word. */
export function enumWordOf(name: string, number: number): string {
  return wordsOf.get(name)?.[number] ?? String(number);
}

/** Splits `Name: rest` lines; an indented line continues the line before. */
function entriesOf(table: string): readonly (readonly [string, string])[] {
  return table
    .trim()
    .split(/\n(?! )/)
    .map((entry) => {
      const colon = entry.indexOf(':');
      return [entry.slice(0, colon), entry.slice(colon + 1).trim()];
    });
}

function messagesOf(table: string): ReadonlyMap<string, Message> {
  const entries = entriesOf(table);
  const made = new Map(entries.map(([name]) => [name, { name, fields: [] as (Field | undefined)[] }]));
  for (const [name, fields] of entries) {
    for (const field of fields === '' ? [] : fields.split(/,\s+/)) {
      const [number = '', key = '', type = ''] = field.split(' ');
      const bare = type.replace(/^[*%]/, '');
      must(made.get(name)).fields[Number(number)] = {
        name: key,
        type: typeNamed(bare, made),
        repeated: type.startsWith('*'),
        isMap: type.startsWith('%'),
      };
    }
  }
  return made;
}

function typeNamed(name: string, made: ReadonlyMap<string, Message>): FieldType {
  if (scalars.has(name) || wellKnown.has(name)) return name as FieldType;
  const words = wordsOf.get(name);
  return words === undefined ? must(made.get(name), `type ${name}`) : { words };
}
