// Writes a node's state into its elements: `OperationNode` draws them, and their `data-part` identifies them.

import type { GraphNode } from '../../engine/model/graph/graph.ts';
import { countText } from '../../engine/model/duration.ts';
import type { OperationStatus } from '../../engine/model/effect.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { must } from '../../engine/model/assert.ts';
import { Glyphs } from '../ui/glyphs.ts';
import { writeAttribute, writeHidden, writeText } from '../ui/live.ts';
import { lineText } from '../ui/plain-text.ts';
import { statusLook } from '../ui/statuses.ts';
import { effortText, nodeLabel, statusText } from './node-text.ts';
import type { ShownNode } from './shown-node.ts';

/** Counts of a fold's operations: open, completed, failed, cancelled. */
export const tallies = ['open', 'ok', 'bad', 'off'] as const;
export type TallyName = (typeof tallies)[number];

export type NodePart = 'status' | 'effort' | TallyName;

const written = new WeakMap<Element, ShownNode>();
let glyphs: Glyphs<OperationStatus> | undefined;

/** Sets the source of the status glyphs. */
export function setGlyphs(stock: Element | null): void {
  glyphs = stock === null ? undefined : new Glyphs(stock);
}

export function writeNode(element: HTMLElement, outline: Outline, node: GraphNode, shown: ShownNode): void {
  if (written.get(element) === shown) return;
  written.set(element, shown);
  const { look, cursor } = shown;
  writeAttribute(element, 'data-tone', look.status === null ? null : statusLook(look.status).tone);
  element.toggleAttribute('data-future', !look.reached);
  element.toggleAttribute('data-here', look.here);
  element
    .querySelector('button')
    ?.setAttribute('aria-label', nodeLabel(outline, node, look, lineText(node.name, 120), cursor));
  const status = writePart(element, 'status', lineText(statusText(outline, node, look, cursor), 60));
  if (status !== null) writeGlyph(status, look.reached ? look.status : null);
  writePart(element, 'effort', effortText(outline, look, cursor));
  for (const name of tallies) writeTally(element, name, look[name]);
}

/** Writes the glyph in front of the status words. */
function writeGlyph(words: Element, status: OperationStatus | null): void {
  const there = words.previousElementSibling;
  if ((there?.getAttribute('data-status') ?? null) === status) return;
  there?.remove();
  if (status === null) return;
  const glyph = must(glyphs, 'the stock of status glyphs').copy(status);
  glyph.setAttribute('data-status', status);
  words.before(glyph);
}

function writeTally(element: HTMLElement, name: TallyName, count: number): void {
  const part = writePart(element, name, countText(count));
  if (part !== null && part.parentElement !== null) writeHidden(part.parentElement, count === 0);
}

function writePart(element: HTMLElement, name: NodePart, text: string): Element | null {
  const part = element.querySelector(`[data-part=${name}]`);
  if (part !== null) writeText(part, text);
  return part;
}
