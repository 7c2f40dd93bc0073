// Reads histories of AWS Step Functions: the answer of get-execution-history, oldest or newest first, its pages, or its
// events as a list or one per line.

import { scopeKey } from '../../formats/stepfunctions/event.ts';
import { stepfunctions as dialect } from '../../formats/stepfunctions/stepfunctions.ts';
import type { Identity } from '../../formats/dialect.ts';
import type { Warning } from '../../model/event.ts';
import { type Document, documentIn, documentRun, documentText } from '../document.ts';
import type { Container, FoundRun } from '../source.ts';
import { executionsIn, type FoundExecution } from './executions.ts';
import { scopesOf } from './scopes.ts';

export const stepfunctions: Container = {
  id: 'stepfunctions',
  async recognise(entry) {
    const document = await documentIn(entry, (head) => /previous_?event_?id\\?"\s*:/i.test(head));
    const executions = document && executionsIn(document.json);
    return executions && { runs: () => runsOf(document, executions) };
  },
  exported: (kept, _, events) => documentText(kept, events),
  ending: () => 'json',
};

/** A file of one execution is given back as it is; of several, each as its events. */
async function* runsOf({ text }: Document, executions: readonly FoundExecution[]): AsyncGenerator<FoundRun> {
  for (const { events, arn, hasMore } of executions) {
    const scopes = scopesOf(events);
    yield documentRun({
      container: stepfunctions.id,
      dialect,
      form: dialect.describe([], {}),
      identity: arn === undefined ? {} : identityOf(arn),
      events: events.map((event, i) => ({ ...event, [scopeKey]: scopes[i]! })),
      text: executions.length === 1 ? text : JSON.stringify({ events }),
      warnings: hasMore ? [morePages] : [],
    });
  }
}

/** `arn:aws:states:REGION:ACCOUNT:execution:MACHINE:NAME`; of an express execution `…:express:MACHINE:NAME:ID`. */
function identityOf(arn: string): Identity {
  const [, , , , , kind, machine, name] = arn.split(':');
  const isWhole = (kind === 'execution' || kind === 'express') && machine !== undefined && name !== undefined;
  return isWhole ? { runId: arn, workflowId: name, workflowType: machine } : { runId: arn };
}

const morePages: Warning = {
  seq: 0,
  code: 'more-pages',
  text: 'This is one page of the history, not the whole: it carries a nextToken. Fetch the rest, or export with the command line.',
};
