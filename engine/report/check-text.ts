// Text for the terminal about a check of many histories.

import { countText, durationText } from '../model/duration.ts';
import type { CheckedHistory, SharedCause } from '../model/replay/checked.ts';
import type { CheckSummary } from '../model/replay/check-summary.ts';
import { placeText, type ReplayTextOptions } from './replay-text.ts';

const signs: Readonly<Record<string, string>> = {
  nondeterminism: 'NONDETERMINISM',
  stopped: 'STOPPED',
  'fails-next': 'FAILS NEXT',
  drift: 'DRIFT',
};
const shownNames = 3;
const shownCauses = 40;
const shownReasons = 12;

export function checkTextLines(
  all: readonly CheckedHistory[],
  { counts, causes, smallest, failing, tookMs, isCutShort }: CheckSummary,
  options: ReplayTextOptions,
): readonly string[] {
  const words = Object.entries(counts).filter(([, count]) => count > 0);
  return [
    `${countText(all.length)} ${all.length === 1 ? 'history' : 'histories'} in ${durationText(tookMs)}: ${words.map(([word, count]) => `${countText(count)} ${countWords[word] ?? word}`).join(', ')}${isCutShort ? '. Interrupted: there are more.' : ''}`,
    ...causes.slice(0, shownCauses).flatMap((cause) => causeLines(cause, all, options)),
    ...(causes.length > shownCauses
      ? ['', `… and ${countText(causes.length - shownCauses)} more causes; --json lists all.`]
      : []),
    ...(causes.length === 0 || all.length === 1
      ? []
      : [
          '',
          `${countText(smallest.length)} of them ${smallest.length === 1 ? 'shows' : 'show'} every cause:`,
          ...smallest.map((index) => `  ${nameOf(all[index], options)}`),
        ]),
    ...notReplayed(all, options),
    ...(failing === 0 ? [] : ['', `${countText(failing)} ${failing === 1 ? 'fails' : 'fail'} by --fail-on.`]),
  ];
}

const countWords: Readonly<Record<string, string>> = {
  blocked: 'the same so far',
  'not-started': 'not started',
  drift: 'drift',
  'fails-next': 'fail next',
  noCode: 'without code here',
  unread: 'could not be read',
};

function causeLines(
  { verdict, cause, remedy, source, histories }: SharedCause,
  all: readonly CheckedHistory[],
  options: ReplayTextOptions,
): readonly string[] {
  const names = histories.slice(0, shownNames).map((index) => nameOf(all[index], options));
  const more = histories.length - names.length;
  return [
    '',
    `${signs[verdict] ?? verdict}  ${countText(histories.length)} ${histories.length === 1 ? 'history' : 'histories'}${source === null ? '' : `  ${placeText(source, options)}`}`,
    `  ${cause}`,
    ...(remedy === null ? [] : [`  ${remedy}`]),
    `  ${names.join(', ')}${more > 0 ? ` and ${countText(more)} more` : ''}`,
  ];
}

function nameOf(checked: CheckedHistory | undefined, { fileWords }: ReplayTextOptions): string {
  if (checked === undefined) return '';
  return checked.name === checked.runId ? `${checked.workflowId ?? checked.name}` : fileWords(checked.name);
}

/** One line per reason: a folder may hold thousands of histories of other code. */
function notReplayed(all: readonly CheckedHistory[], options: ReplayTextOptions): readonly string[] {
  const reasons = new Map<string, { count: number; example: string }>();
  for (const checked of all) {
    if (checked.outcome === 'replayed') continue;
    const { code, message } = checked.error;
    const key = checked.outcome === 'noCode' && checked.workflow !== null ? `${code} ${checked.workflow}` : message;
    const known = reasons.get(key);
    if (known === undefined) reasons.set(key, { count: 1, example: `${nameOf(checked, options)}: ${message}` });
    else known.count++;
  }
  return [
    ...(reasons.size === 0 ? [] : ['', 'Not replayed:']),
    ...[...reasons.values()]
      .slice(0, shownReasons)
      .map(({ count, example }) => `  ${example}${count > 1 ? ` (and ${countText(count - 1)} more of the kind)` : ''}`),
    ...(reasons.size > shownReasons
      ? [`  … and ${countText(reasons.size - shownReasons)} more reasons; --json lists all.`]
      : []),
  ];
}
