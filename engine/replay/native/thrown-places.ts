// Positions of a stack that already refers to a person's own files.

import type { SourcePosition } from '../../model/replay/verdict.ts';

const line = /^\s*at (?:(?:async )?(.*?) \()?(\/.*?|[A-Za-z]:\\.*?):(\d+):(\d+)\)?$/;

export function thrownPlaces(stack: string): readonly SourcePosition[] {
  return stack.split('\n').flatMap((text) => {
    const [, name, file, row, column] = line.exec(text) ?? [];
    if (file === undefined) return [];
    const place = { file, line: Number(row), column: Number(column) };
    return [name === undefined || name.includes('<anonymous>') ? place : { ...place, name }];
  });
}
