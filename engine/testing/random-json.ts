// JSON values and edits of them for tests: a small alphabet gives many equal parts and near misses.

import fc from 'fast-check';
import { isArray, isObject, type Json } from '../model/json.ts';

const keys = fc.constantFrom('a', 'b', 'id', '__proto__', 'constructor', 'odd.key', '', '0');

export const scalars: fc.Arbitrary<Json> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer({ min: 0, max: 6 }),
  fc.constantFrom('', 'x', 'x y', 'two\nlines', '\ud800', '2026-01-01T00:00:00Z'),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

export const jsonValues: fc.Arbitrary<Json> = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    scalars,
    fc.array(tie('json'), { maxLength: 7 }),
    fc.array(fc.tuple(keys, tie('json')), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
  ),
})).json;

/** A value and a copy with a few changes at random places. */
export const editedPairs: fc.Arbitrary<readonly [Json, Json]> = fc
  .tuple(jsonValues, fc.array(fc.tuple(fc.nat(40), fc.nat(4), scalars), { maxLength: 4 }))
  .map(([value, edits]) => [value, edits.reduce(edited, value)]);

type Edit = readonly [place: number, way: number, scalar: Json];

/** Descends `place` steps, then changes the value there. */
function edited(value: Json, [place, way, scalar]: Edit): Json {
  const below: Edit = [Math.floor(place / 3), way, scalar];
  if (isArray(value) && value.length > 0) {
    const at = place % value.length;
    const others = value.toSpliced(at, 1);
    if (place > 8) return value.with(at, edited(value[at] ?? null, below));
    return (
      [others, [...others, value[at] ?? null], value.toSpliced(at, 0, scalar), [scalar, ...others], value.toReversed()][
        way
      ] ?? null
    );
  }
  const held = isObject(value) ? Object.keys(value) : [];
  const key = held[place % Math.max(1, held.length)];
  if (!isObject(value) || key === undefined) return scalar;
  if (place > 8) return withEntry(value, key, edited(value[key] ?? null, below));
  return way < 2
    ? Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))
    : withEntry(value, way === 2 ? key : 'new', scalar);
}

function withEntry(value: Json, key: string, entry: Json): Json {
  return Object.fromEntries([...Object.entries(value as object).filter(([name]) => name !== key), [key, entry]]);
}
