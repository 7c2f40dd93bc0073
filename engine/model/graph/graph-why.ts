// Explains an edge in a sentence.

import { countText } from '../duration.ts';
import { statusAt } from '../cursor.ts';
import { kindWord, type OperationStatus } from '../effect.ts';
import type { Seq } from '../event.ts';
import type { GraphNode } from './graph.ts';
import type { NodeLink } from './graph-links.ts';
import type { Outline } from '../outline.ts';
import { kindOf, NONE } from '../outline.ts';
import { fullNameOf } from '../operation-name.ts';
import type { Steps } from '../steps.ts';

/** `charge completed at #7, so the workflow task #10 scheduled ship` */
export function whyOf(outline: Outline, steps: Steps, nodes: readonly GraphNode[], link: NodeLink): string {
  const source = sourceText(outline, link, nodes[link.from]);
  const target =
    link.operation === NONE ? null : fullNameOf(outline, link.operation) || kindWord(kindOf(outline, link.operation));
  const more = link.times > 1 ? ` · ${countText(link.times - 1)} more like it` : '';
  if (link.exact) return `${source} and its handler scheduled ${target}${more}`;
  if (link.type === 'order' && target === null) return `the run ended after ${source}`;
  if (link.type === 'order')
    return `${target} came ${steps.inbound[link.operation] === 1 ? 'from outside, ' : ''}after ${source}${more}`;
  if (kindOf(outline, link.operation) === 'workflowTask' && link.operation !== NONE)
    return `${source}, and the workflow task that saw it failed${more}`;
  const done = `${stepText(outline, steps, link.step)} ${target === null ? 'ended the run' : `${openVerb(outline, link.operation)} ${target}`}`;
  return link.type === 'cause'
    ? `${source}, so ${done}${more}`
    : `${source}, then ${done}; whether it waited for this the history does not say${more}`;
}

/** The step's number for a person, as in the event list: the seq of the task's last event. */
export function stepNumber(outline: Outline, steps: Steps, step: number): Seq {
  const task = steps.task[step] ?? NONE;
  const { closedAt, startedAt } = outline.operations;
  return task === NONE ? (steps.beganAt[step] ?? outline.events) : closedAt[task]! || startedAt[task]!;
}

function stepText(outline: Outline, steps: Steps, step: number): string {
  return (steps.task[step] ?? NONE) === NONE
    ? 'the run'
    : `the workflow task #${countText(stepNumber(outline, steps, step))}`;
}

function sourceText(outline: Outline, { seq }: NodeLink, node: GraphNode | undefined): string {
  const operation = outline.operation[seq - 1] ?? NONE;
  if (node === undefined || node.type === 'start' || operation === NONE) return 'the run started';
  const status = statusAt(outline, operation, seq);
  const kind = kindOf(outline, operation);
  const name = fullNameOf(outline, operation);
  const isBare = (kind === 'timer' || kind === 'signal' || kind === 'update') && !name.startsWith(`${kind} `);
  const called = isBare ? `${kind} ${name}` : name || kindWord(kind);
  return `${called.trim()} ${statusVerb(kind, status)} at #${countText(seq)}`;
}

function statusVerb(kind: string, status: OperationStatus | null): string {
  if (kind === 'timer' && status === 'completed') return 'fired';
  if (kind === 'signal' || kind === 'update' || kind === 'cancelRequest') return 'received';
  if (status === 'timedOut') return 'timed out';
  if (
    status === 'canceled' ||
    status === 'completed' ||
    status === 'failed' ||
    status === 'started' ||
    status === 'terminated'
  )
    return status;
  return 'came';
}

function openVerb(outline: Outline, operation: number): string {
  const kind = kindOf(outline, operation);
  if (kind === 'timer' || kind === 'childWorkflow' || kind === 'node') return 'started';
  if (kind === 'activity' || kind === 'nexus') return 'scheduled';
  return kind === 'signalExternal' || kind === 'cancelExternal' ? 'sent' : 'recorded';
}
