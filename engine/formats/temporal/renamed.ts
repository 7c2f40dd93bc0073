// Histories of before August 2020 that somebody put into today's words: the same events, but workflow tasks for decision tasks, and
// attempts from 1. What Temporal itself wrote then counts from 0, in either word.

import { type JsonObject, objectOf } from '../../model/json.ts';
import type { Dialect } from '../dialect.ts';
import { countOf } from './number.ts';
import { comparedOf, readOf, temporal } from './temporal.ts';

/** The attempt of an activity's start alone tells nothing: it may be the first or the second. */
function countsFromOne(event: JsonObject): boolean {
  return (
    event['timestamp'] !== undefined &&
    (countOf(objectOf(event['workflowTaskScheduledEventAttributes'])['attempt']) ?? 0) > 0
  );
}

export const temporalRenamed: Dialect = {
  ...temporal,
  id: 'temporal-renamed',
  vocabulary: temporal.id,
  recognises: (event, sample = [event]) => temporal.recognises(event) && sample.some(countsFromOne),
  read: (event) => readOf(event, 1),
  compared: (event, workflowId) => comparedOf(event, workflowId, 1),
};
