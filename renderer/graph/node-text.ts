// The words on a node at a cursor: short, at fixed places, without facts from the future.

import { attemptsAt } from '../../engine/model/cursor.ts';
import type { NodeLook } from '../../engine/model/graph/graph-look.ts';
import type { GraphNode } from '../../engine/model/graph/graph.ts';
import { countText, durationText } from '../../engine/model/duration.ts';
import type { OperationStatus } from '../../engine/model/effect.ts';
import { isBad, isClosed } from '../../engine/model/effect.ts';
import type { Seq } from '../../engine/model/event.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { kindOf, NONE, reasonOf, timeOf } from '../../engine/model/outline.ts';
import { spentText } from './fold-text.ts';
import { kindLook } from '../ui/kinds.ts';
import { statusLook } from '../ui/statuses.ts';

/** `5`, `5–7`; `12–` for a node still open. */
export function rangeText(node: Pick<GraphNode, 'from' | 'to'>): string {
  if (node.to === node.from) return countText(node.from);
  return `${countText(node.from)}–${node.to === 0 ? '' : countText(node.to)}`;
}

/**
 * The cursor as far as a node's words depend on it: constant once the shown operations are over, so that most nodes
 * need no update.
 */
export function textCursor(outline: Outline, look: NodeLook, cursor: Seq): Seq {
  if (look.shown === NONE || look.status === null) return 0;
  return isClosed(look.status) ? (outline.operations.closedAt[look.shown] ?? cursor) : cursor;
}

/** The text beside the status glyph. */
export function statusText(outline: Outline, node: GraphNode, look: NodeLook, cursor: Seq): string {
  if (!look.reached || look.status === null)
    return look.iteration > 0 ? iterationText(node, look.iteration) : kindText(node);
  if (look.shown === NONE) return sumText(outline, node, look);
  const word = wordOf(outline, look.shown, look.status);
  if (isBad(look.status)) return reasonOf(outline, look.shown) || word;
  if (!isClosed(look.status)) return openText(outline, look.shown, look.status, cursor);
  const span = spanText(outline, look.shown, cursor);
  if (span === null) return word;
  return look.status === 'completed' && kindOf(outline, look.shown) !== 'timer' ? span : `${word} · ${span}`;
}

/** The second line below the name: attempts and their duration. */
export function effortText(outline: Outline, look: NodeLook, cursor: Seq): string {
  if (look.shown === NONE || look.status === null) return '';
  const attempts = attemptsAt(outline, look.shown, cursor);
  const span = isBad(look.status) || !isClosed(look.status) ? spanText(outline, look.shown, cursor) : null;
  return [attempts > 1 ? `${countText(attempts)} attempts` : '', span ?? ''].filter(Boolean).join(' · ');
}

export function kindText(node: GraphNode): string {
  const { label, plural } = kindLook(node.kind);
  return node.members.length > 1 ? plural : label;
}

/** Some iterations of a loop skip operations. */
function iterationText(node: GraphNode, iteration: number): string {
  const always = node.members.length >= (node.iterationsBegan?.length ?? 0);
  return always ? `iteration ${countText(iteration)}: not yet` : `not in iteration ${countText(iteration)}`;
}

function sumText(outline: Outline, node: GraphNode, look: NodeLook): string {
  const opened = look.open + look.ok + look.bad + look.off;
  const all = node.members.length;
  if (opened < all) return `${countText(opened)} of ${countText(all)}`;
  return look.open > 0
    ? `${countText(all - look.open)} of ${countText(all)} done`
    : spentText(outline, node) || 'all done';
}

function wordOf(outline: Outline, operation: number, status: OperationStatus): string {
  const kind = kindOf(outline, operation);
  if (status === 'completed' && kind === 'timer') return 'fired';
  if (status === 'completed' && (kind === 'signal' || kind === 'cancelRequest')) return 'received';
  return statusLook(status).word;
}

function openText(outline: Outline, operation: number, status: OperationStatus, cursor: Seq): string {
  const until = outline.operations.untilMs[operation] ?? Number.NaN;
  const now = timeOf(outline, cursor);
  if (!Number.isNaN(until) && now !== null && until >= now) return `due in ${durationText(until - now)}`;
  return statusLook(status).word;
}

/**
 * ms from opening to closing or, for an open operation, to the cursor; null where a time is unknown or nothing is
 * measurable.
 */
export function spanText(outline: Outline, operation: number, cursor: Seq): string | null {
  const { openedAt, closedAt } = outline.operations;
  const closed = closedAt[operation] ?? 0;
  const from = timeOf(outline, openedAt[operation] ?? 0);
  const to = timeOf(outline, closed > 0 && closed <= cursor ? closed : cursor);
  if (from === null || to === null || closed === openedAt[operation]) return null;
  return durationText(to - from);
}

/** The label of a node for screen readers. */
export function nodeLabel(outline: Outline, node: GraphNode, look: NodeLook, name: string, cursor: Seq): string {
  const count = node.members.length;
  const fold = count > 1 ? `, ${countText(count)} ${kindLook(node.kind).plural}` : `, ${kindText(node)}`;
  const status = look.status === null ? 'not yet' : statusLook(look.status).word;
  const counts =
    count > 1
      ? `, ${countText(look.ok)} completed, ${countText(look.bad)} failed, ${countText(look.open)} pending`
      : '';
  const effort = effortText(outline, look, cursor);
  return `${name}${fold}, ${status}${counts}${effort === '' ? '' : `, ${effort}`}, events ${rangeText(node)}`;
}
