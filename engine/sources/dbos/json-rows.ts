// Rows of DBOS's tables as JSON: those of `workflow_status` or `operation_outputs`, or what the command line prints of
// them (`dbos workflow list`, `dbos workflow steps ID`), whose values are readable already.

import { isArray, isObject, type Json, type JsonObject, numberOf, stringOf } from '../../model/json.ts';
import type { Tables } from './sql-dump.ts';

/** Of the first bytes of a file. */
export function looksLikeRows(head: string): boolean {
  return /^\s*\[/.test(head) && /"(?:function_name|recovery_attempts|functionID|recoveryAttempts)"/.test(head);
}

/** undefined for anything but a list of rows of one table. */
export function tablesInJson(json: Json): Tables | undefined {
  if (!isArray(json) || json.length === 0) return undefined;
  const rows = json.filter(isObject).map(asRow);
  if (rows.length < json.length) return undefined;
  if (rows.every(isWorkflow)) return new Map([['workflow_status', rows]]);
  return rows.every(isStep) ? new Map([['operation_outputs', rows]]) : undefined;
}

/** The command line calls some columns otherwise, and that of JavaScript all. */
function asRow(written: JsonObject): JsonObject {
  const { workflow_id: id, input, app_version: version, ...row } = inSnakeCase(written);
  return {
    ...(id !== undefined && { workflow_uuid: id }),
    ...(input !== undefined && { inputs: input }),
    ...(version !== undefined && { application_version: version }),
    ...row,
  };
}

function inSnakeCase(written: JsonObject): JsonObject {
  if (written['workflowID'] === undefined && written['functionID'] === undefined) return written;
  return Object.fromEntries(
    Object.entries(written).map(([key, value]) => [
      key === 'name' ? 'function_name' : (renamed[key] ?? key.replace(/[A-Z]+/g, (big) => `_${big.toLowerCase()}`)),
      value ?? null,
    ]),
  );
}

const renamed: Readonly<Record<string, string>> = {
  workflowName: 'name',
  workflowClassName: 'class_name',
  workflowConfigName: 'config_name',
  timeoutMS: 'workflow_timeout_ms',
};

function isWorkflow(row: JsonObject): boolean {
  return (
    stringOf(row['workflow_uuid']) !== undefined && stringOf(row['status']) !== undefined && 'recovery_attempts' in row
  );
}

function isStep(row: JsonObject): boolean {
  return numberOf(row['function_id']) !== undefined && stringOf(row['function_name']) !== undefined;
}
