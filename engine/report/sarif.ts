// A check as SARIF 2.1.0: one result per cause and place, so that a review shows it on the line. Source: the OASIS
// schema of 2.1.0.

import { createHash } from 'node:crypto';
import type { SharedCause } from '../model/replay/checked.ts';
import type { ReportedCheck } from './junit.ts';

const rules = {
  nondeterminism: { level: 'error', text: 'The code cannot have made a history that it has to replay.' },
  stopped: { level: 'error', text: 'The code does not come back, or takes memory without end.' },
  'fails-next': { level: 'error', text: 'The next workflow task of an open run fails.' },
  drift: { level: 'warning', text: 'It replays, but not everything is as it was.' },
} as const;
type RuleId = keyof typeof rules;
const ids = Object.keys(rules) as RuleId[];

export function sarifJson({ histories, summary, fails, uriOf }: ReportedCheck, version: string): string {
  const named = (index: number): string => {
    const checked = histories[index];
    return checked?.name === checked?.runId ? (checked?.workflowId ?? '') : uriOf(checked?.name ?? '');
  };
  const isFailing = ({ histories: shown }: SharedCause): boolean =>
    shown.some((index) => histories[index] !== undefined && fails(histories[index]));
  return JSON.stringify(
    {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'retrace',
              version,
              rules: ids.map((id) => ({
                id,
                shortDescription: { text: rules[id].text },
                defaultConfiguration: { level: rules[id].level },
              })),
            },
          },
          invocations: [{ executionSuccessful: !summary.isCutShort }],
          results: summary.causes.map((cause) => resultOf(cause, isFailing(cause), named, uriOf)),
        },
      ],
    },
    null,
    2,
  );
}

const shownNames = 5;

function resultOf(
  { verdict, cause, remedy, source, histories }: SharedCause,
  isFailing: boolean,
  named: (index: number) => string,
  uriOf: (file: string) => string,
): object {
  const more = histories.length - shownNames;
  const who = histories.slice(0, shownNames).map(named).join(', ');
  const text = [cause, remedy, `${histories.length} of the histories: ${who}${more > 0 ? ` and ${more} more` : ''}.`]
    .filter((line) => line !== null)
    .join(' ');
  const uri = source === null ? null : uriOf(source.file);
  return {
    ruleId: verdict,
    ruleIndex: ids.indexOf(verdict as RuleId),
    level: isFailing ? 'error' : verdict === 'drift' ? 'note' : 'warning',
    message: { text },
    locations:
      source === null || uri === null
        ? []
        : [
            {
              physicalLocation: {
                artifactLocation: { uri },
                region: { startLine: source.line, startColumn: source.column },
              },
            },
          ],
    partialFingerprints: {
      'retraceCause/v1': createHash('sha256')
        .update(JSON.stringify([verdict, cause, uri]))
        .digest('hex'),
    },
  };
}
