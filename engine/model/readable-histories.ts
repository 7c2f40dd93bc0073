// The readable kinds of histories: one list for every place that tells a person what can be opened. A new format adds a
// line here.

export const readableHistories: readonly string[] = [
  'Temporal (JSON in any form, protobuf, the database of a dev server)',
  'Cadence',
  'Azure Durable Functions',
  'AWS Step Functions',
  'Conductor',
  'DBOS',
  'LangGraph',
  'Restate',
  'zigttp (durable oplogs)',
  'Derecho',
  'ActionQueue',
  'node logs (JSON Lines of workflow_started, node_started and the like)',
  'Retrace itself',
];
