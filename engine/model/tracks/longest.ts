// The operation that took longest, waited longest or was retried most often: and why, in a sentence.

import { countText, durationText } from '../duration.ts';
import type { OperationKind } from '../effect.ts';
import { calledOf } from '../operation-name.ts';
import { kindOf, type Outline } from '../outline.ts';
import { partWords, tellingParts, type TimeParts, timePartsOf } from '../time-parts.ts';
import { durationOf } from './fold-sums.ts';

export type Longest = { readonly operation: number; readonly sentence: string };

const work: ReadonlySet<OperationKind> = new Set(['activity', 'localActivity', 'node', 'nexus']);

/** The first operation of longest duration, null where no operation is work. */
export function longestActivity(outline: Outline, operations: Uint32Array): Longest | null {
  const found = most(
    operations.filter((operation) => work.has(kindOf(outline, operation))),
    (operation) => durationOf(outline, operation),
  );
  return (
    found && { ...found, sentence: `${calledOf(outline, found.operation)} took longest${spentText(outline, found)}` }
  );
}

/** The longest wait: for a worker, by nature (a timer), or while paused. */
export function longestWait(outline: Outline, operations: Uint32Array): Longest | null {
  const found = most(operations, (operation) => waitOf(timePartsOf(outline, operation)));
  if (found === null || found.value === 0) return null;
  const name = calledOf(outline, found.operation);
  return { ...found, sentence: `${name} waited longest: ${durationText(found.value)}` };
}

export function mostRetried(outline: Outline, operations: Uint32Array): Longest | null {
  const found = most(operations, (operation) => outline.operations.attempts[operation]!);
  if (found === null || found.value < 2) return null;
  const attempts = `${countText(found.value)} attempts`;
  return { ...found, sentence: `${calledOf(outline, found.operation)} was tried most often: ${attempts}` };
}

type Found = { readonly operation: number; readonly value: number };

function most(operations: Uint32Array, valueOf: (operation: number) => number): Found | null {
  let found: Found | null = null;
  for (const operation of operations) {
    const value = valueOf(operation);
    if (found === null || value > found.value) found = { operation, value };
  }
  return found;
}

function waitOf(parts: TimeParts | null): number {
  return parts === null ? 0 : parts.scheduleToStart + parts.waiting + parts.paused;
}

/** `: 15 s, of it 14 s earlier attempts and 120 ms running` */
function spentText(outline: Outline, { operation, value }: Found): string {
  const parts = timePartsOf(outline, operation);
  if (parts === null) return '';
  const told = tellingParts(parts).filter((part) => part !== 'between');
  if (told.length === 1) return `: ${durationText(value)}, ${partWords[told[0]!]}`;
  const words = told.map((part) => `${durationText(parts[part])} ${partWords[part]}`);
  return words.length === 0 ? '' : `: ${durationText(value)}, of it ${words.join(', ')}`;
}
