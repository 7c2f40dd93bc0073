// The list of all containers. Add a new container here.

import { must } from '../model/assert.ts';
import { type Entry, entryAt, fileEntry } from './entry.ts';
import { actionqueue } from './actionqueue/container.ts';
import { conductor } from './conductor/container.ts';
import { dbos } from './dbos/container.ts';
import { devserver } from './devserver/container.ts';
import { foreign } from './foreign/container.ts';
import { json } from './json/json-container.ts';
import { langgraph } from './langgraph/container.ts';
import { pasted } from './pasted/container.ts';
import { protobuf } from './protobuf/container.ts';
import { server } from './server/container.ts';
import { restate } from './restate/container.ts';
import type { Container, Source } from './source.ts';
import { stepfunctions } from './stepfunctions/container.ts';

/** Asked in this order; the last one accepts every file, and reports its errors. */
const containers: readonly Container[] = [
  actionqueue,
  devserver,
  dbos,
  langgraph,
  foreign,
  protobuf,
  stepfunctions,
  conductor,
  restate,
  server,
  pasted,
  json,
];
const byId: ReadonlyMap<string, Container> = new Map(containers.map((container) => [container.id, container]));

/** undefined for a folder that is no source itself. */
export async function sourceIn(entry: Entry): Promise<Source | undefined> {
  for (const container of containers) {
    const source = await container.recognise(entry);
    if (source !== undefined) return source;
  }
  return undefined;
}

/** The source at a path that a person gave. Reading throws if it is no source. */
export async function sourceAt(path: string): Promise<Source> {
  return must((await sourceIn(await entryAt(path))) ?? (await sourceIn(await fileEntry(path))));
}

/** The container of a run in the library, by its id. */
export function containerOf(id: string): Container {
  return must(byId.get(id), `container ${id}`);
}
