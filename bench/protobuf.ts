// Benchmark of reading a Temporal history in protobuf: found, parsed, and explained into an outline, compared with the
// decoding of the same bytes by `@temporalio/proto`.

import { hasEscapes } from '../engine/formats/oddities.ts';
import { temporalProtobuf as dialect } from '../engine/formats/temporal-protobuf/temporal-protobuf.ts';
import { must } from '../engine/model/assert.ts';
import type { RunId } from '../engine/model/event.ts';
import { Explainer } from '../engine/runs/explainer.ts';
import { findHistories } from '../engine/sources/protobuf/find-histories.ts';
import type { Measured } from './histories.ts';
import { worked } from './processor-time.ts';
import { median, ms, type Row, times } from './statistics.ts';
import { History, protobufOf } from './temporal-proto.ts';

const rounds = 9;
const mostTimes = 1.5;

export async function measureProtobuf({ path, what }: Measured): Promise<readonly Row[]> {
  const bytes = protobufOf(path);
  const spent = { decoded: [] as number[], parsed: [] as number[], explained: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    spent.decoded.push(await worked(() => History.decode(bytes)));
    spent.parsed.push(await worked(() => eventsIn(bytes).map((event) => dialect.parse(event))));
    spent.explained.push(await worked(() => explain(bytes)));
  }
  const base = median(spent.decoded);
  const row = (name: string, values: readonly number[]): Row => ({
    what: name,
    measured: `${ms(median(values))} = ${times(median(values) / base)}`,
    target: `≤ ${mostTimes} ×`,
    met: median(values) <= mostTimes * base,
  });
  return [
    { what: `@temporalio/proto decodes it as protobuf (${what})`, measured: ms(base), target: '1 ×', met: null },
    row('… found and parsed here', spent.parsed),
    row('… and explained: its outline', spent.explained),
  ];
}

function eventsIn(bytes: Buffer): readonly Uint8Array[] {
  return [...findHistories(bytes, false)].flatMap(({ events }) =>
    events.map(({ start, end }) => bytes.subarray(start, end)),
  );
}

function explain(bytes: Buffer): void {
  const explainer = new Explainer(dialect);
  for (const event of eventsIn(bytes)) {
    const raw = dialect.parse(event);
    explainer.note(raw, dialect.read(raw), hasEscapes(event));
  }
  must(explainer.finish('bench' as RunId, []).outline);
}
