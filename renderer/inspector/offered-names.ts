// Names of a run that a person can choose from.

import { fullNameOf } from '../../engine/model/operation-name.ts';
import { kindIndex, type Outline } from '../../engine/model/outline.ts';

const most = 200;

export function operationNames(outline: Outline): readonly string[] {
  const { count, kind } = outline.operations;
  const names = new Set<string>();
  for (let index = 0; index < count && names.size < most; index++)
    if (kind[index] !== kindIndex.workflowTask) names.add(fullNameOf(outline, index));
  return [...names];
}

export function valueNames({ sets }: Outline): readonly string[] {
  return [...new Set(sets.map(({ name }) => name))].slice(0, most);
}
