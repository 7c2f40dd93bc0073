// The place of a value inside a JSON value. A path is a linked chain of steps, so a million paths into one value share
// their common beginnings.

/** A key of an object, or an index of an array. */
export type JsonStep = string | number;

/** null = the whole value. */
export type JsonPath = { readonly parent: JsonPath; readonly step: JsonStep } | null;

export function pathOf(...steps: readonly JsonStep[]): JsonPath {
  return steps.reduce<JsonPath>((parent, step) => ({ parent, step }), null);
}

export function stepsOf(path: JsonPath): readonly JsonStep[] {
  const steps: JsonStep[] = [];
  for (let at = path; at !== null; at = at.parent) steps.push(at.step);
  return steps.reverse();
}

const plainKey = /^[\p{L}_$][\p{L}\p{N}_$-]*$/u;

/** `input.items[3]["odd key"]`; `$` for the whole value. An ignore rule with the same text means the same place. */
export function pathText(path: JsonPath): string {
  const text = stepsOf(path).map(stepText).join('');
  return text === '' ? '$' : text.replace(/^\./, '');
}

export function stepText(step: JsonStep): string {
  if (typeof step === 'number') return `[${step}]`;
  return plainKey.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
}
