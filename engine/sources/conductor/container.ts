// Reads Conductor's executions: the answer of GET /api/workflow/{id}?includeTasks=true, one or a list of several,
// also as the answer of a search.

import { conductor as dialect, typeOf } from '../../formats/conductor/conductor.ts';
import { type Execution, isExecution, transitionsOf } from '../../formats/conductor/transitions.ts';
import { isArray, isObject, type Json } from '../../model/json.ts';
import { documentIn, documentRun, documentText } from '../document.ts';
import type { Container, FoundRun } from '../source.ts';

export const conductor: Container = {
  id: 'conductor',
  async recognise(entry) {
    const document = await documentIn(entry, (head) =>
      /"(?:taskType|workflowDefinition)"|"tasks"\s*:\s*\[\s*\]/.test(head),
    );
    if (document === undefined) return undefined;
    const executions = executionsIn(document.json);
    return executions && { runs: () => runsOf(executions, document.text) };
  },
  exported: (kept, _, events) => documentText(kept, events),
  ending: () => 'json',
};

function executionsIn(json: Json): readonly Execution[] | undefined {
  const found = isObject(json) && isArray(json['results']) ? json['results'] : json;
  const list = isArray(found) ? found : [found];
  return list.length > 0 && list.every(isExecution) ? list : undefined;
}

/** Each execution of a list is exported by itself. */
async function* runsOf(executions: readonly Execution[], text: string): AsyncGenerator<FoundRun> {
  for (const execution of executions) {
    const type = typeOf(execution);
    const id = execution['workflowId'] as string;
    yield documentRun({
      container: conductor.id,
      dialect,
      form: dialect.describe([], {}),
      identity: { runId: id, workflowId: id, ...(type !== undefined && { workflowType: type }) },
      events: transitionsOf(execution),
      text: executions.length === 1 ? text : JSON.stringify(execution),
    });
  }
}
