// Histories from before August 2020 converted to today's terms: the same events, but workflow tasks instead of decision
// tasks, and attempts from 1. Temporal's own events of that time count from 0, in either term.

import { type JsonObject, objectOf } from '../../model/json.ts';
import type { Dialect } from '../dialect.ts';
import { countOf } from './number.ts';
import { comparedOf, readOf, temporal } from './temporal.ts';

/** The attempt of an activity's start alone proves nothing: it may be the first or the second. */
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
