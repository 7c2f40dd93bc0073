// Gives search attributes their names and types: the database stores them under column names, without types.

import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';

/** Column → attribute name, in one namespace. */
export type Aliases = ReadonlyMap<string, string>;

const column = /^(Bool|Datetime|Double|Int|Keyword|KeywordList|Text)\d\d$/;
/** Search attributes that the server itself sets. Source: temporal/server common/searchattribute/sadefs. */
const ofServer: Readonly<Record<string, string>> = {
  TemporalChangeVersion: 'KeywordList',
  BinaryChecksums: 'KeywordList',
  BuildIds: 'KeywordList',
  BatcherUser: 'Keyword',
  BatcherNamespace: 'Keyword',
  TemporalScheduledStartTime: 'Datetime',
  TemporalScheduledById: 'Keyword',
  TemporalSchedulePaused: 'Bool',
  TemporalNamespaceDivision: 'Keyword',
  TemporalPauseInfo: 'KeywordList',
  TemporalReportedProblems: 'KeywordList',
  TemporalWorkerDeploymentVersion: 'Keyword',
  TemporalWorkflowVersioningBehavior: 'Keyword',
  TemporalWorkerDeployment: 'Keyword',
};

/** The event with its search attributes as the server's clients see them. */
export function renamed(event: JsonObject, aliases: Aliases): JsonObject {
  return mapped(event, (value, key) =>
    key.endsWith('EventAttributes') && isObject(value) && value['searchAttributes'] !== undefined
      ? mapped(value, (part, name) => fields(part, name, aliases))
      : value,
  );
}

function fields(value: Json, name: string, aliases: Aliases): Json {
  if (name !== 'searchAttributes' || !isObject(value)) return value;
  return mapped(value, (indexed) =>
    isObject(indexed)
      ? Object.fromEntries(
          Object.entries(indexed).map(([key, payload]) => [aliases.get(key) ?? key, typed(payload ?? null, key)]),
        )
      : indexed,
  );
}

function typed(payload: Json, key: string): Json {
  const type = column.exec(key)?.[1] ?? (Object.hasOwn(ofServer, key) ? ofServer[key] : undefined);
  if (!isObject(payload) || isArray(payload) || type === undefined) return payload;
  const metadata = isObject(payload['metadata']) ? payload['metadata'] : {};
  if (metadata['type'] !== undefined) return payload;
  return { ...payload, metadata: { ...metadata, type: Buffer.from(type).toString('base64') } };
}

function mapped(object: JsonObject, change: (value: Json, key: string) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value ?? null, key)]));
}
