// Every dialect. A new dialect adds a line here.

import type { DialectId } from '../model/event.ts';
import type { JsonObject } from '../model/json.ts';
import type { Dialect } from './dialect.ts';
import { rawDialect } from './raw-dialect.ts';
import { actionqueue } from './actionqueue/actionqueue.ts';
import { azure } from './azure/azure.ts';
import { cadence } from './cadence/cadence.ts';
import { native } from './native/native.ts';
import { conductor } from './conductor/conductor.ts';
import { dbos } from './dbos/dbos.ts';
import { derecho } from './derecho/derecho.ts';
import { langgraph } from './langgraph/langgraph.ts';
import { nodelog } from './nodelog/nodelog.ts';
import { restate } from './restate/restate.ts';
import { stepfunctions } from './stepfunctions/stepfunctions.ts';
import { temporalRenamed } from './temporal/renamed.ts';
import { temporal } from './temporal/temporal.ts';
import { temporalProtobuf } from './temporal-protobuf/temporal-protobuf.ts';
import { zigttp } from './zigttp/zigttp.ts';

/**
 * In the order of recognition: some terms of Retrace's own engine and of Derecho also occur in node logs, and
 * Temporal's also in Cadence.
 */
export const dialects: readonly Dialect[] = [
  native,
  azure,
  derecho,
  nodelog,
  cadence,
  temporalRenamed,
  temporal,
  temporalProtobuf,
  actionqueue,
  conductor,
  dbos,
  langgraph,
  restate,
  stepfunctions,
  zigttp,
];
const byId: ReadonlyMap<DialectId, Dialect> = new Map(dialects.map((dialect) => [dialect.id, dialect]));

/** Dialects of the person's own, by id: of the process, as the ones above are. Loaded when first asked for. */
let own: () => ReadonlyMap<DialectId, Dialect> = () => new Map();

/** Replaces the dialects of the person's own; `load` is called whenever they are asked for. */
export function takeOwnDialects(load: typeof own): void {
  own = load;
}

/** Keys by which events of the person's own dialects are found. */
export function ownEventKeys(): readonly string[] {
  return [...own().values()].flatMap(({ key }) => key ?? []);
}

/** True for a dialect that the program brings: one of a person's own cannot have its id. */
export function isBuiltIn(id: DialectId): boolean {
  return byId.has(id);
}

/** An unknown dialect shows its events raw. */
export function dialectOf(id: DialectId): Dialect {
  return byId.get(id) ?? own().get(id) ?? rawDialect(id);
}

/** Number of events at the beginning of a history that are used to recognise its dialect. */
export const sampleSize = 20;

/**
 * The dialect of the first of these events that any dialect recognises; the person's own are asked first. `rest`: the
 * events behind the sample. `head`: the text before the events, without white space. Throws what a dialect of the
 * person's own threw where none recognises an event.
 */
export function recognise(
  sample: readonly JsonObject[],
  head: string,
  rest: Iterable<JsonObject> = [],
): Dialect | undefined {
  const all = [...own().values(), ...dialects];
  let fault: Error | undefined;
  for (const events of [sample, rest]) {
    for (const event of events) {
      for (const dialect of all) {
        try {
          if (dialect.recognises(event, sample, head)) return dialect;
        } catch (error) {
          fault ??= error as Error;
        }
      }
    }
  }
  if (fault !== undefined) throw fault;
  return undefined;
}
