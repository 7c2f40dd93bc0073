// What was started before, the latest first: file, workflow and input, for another start. Listed code is not run.

export type Started = { readonly file: string; readonly workflow: string; readonly input: string };

const KEY = 'retrace.started';
const most = 12;
/** Larger inputs are not remembered. */
const longestInput = 10_000;

export function startedBefore(): readonly Started[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isStarted).slice(0, most) : [];
  } catch {
    return [];
  }
}

export function rememberStart(started: Started): void {
  const { file, workflow, input } = started;
  const others = startedBefore().filter((each) => each.file !== file || each.workflow !== workflow);
  const kept = { file, workflow, input: input.length > longestInput ? '' : input };
  localStorage.setItem(KEY, JSON.stringify([kept, ...others].slice(0, most)));
}

function isStarted(kept: unknown): kept is Started {
  if (typeof kept !== 'object' || kept === null) return false;
  const { file, workflow, input } = kept as Partial<Record<string, unknown>>;
  return typeof file === 'string' && typeof workflow === 'string' && typeof input === 'string';
}
