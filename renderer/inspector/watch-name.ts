// The name of a watch in a narrow column: the operation, then what tells values apart. The whole name is a tooltip.

import { ignoreRuleText, parseIgnoreRule } from '../../engine/model/compare/ignore-rules.ts';
import type { Watched } from '../session/watches/watched.ts';

export type WatchName = { readonly kind: string; readonly name: string; readonly whole: string };

export function nameOfWatch(watched: Watched): WatchName {
  if (watched.type === 'status') return { kind: 'status of', name: watched.name, whole: `Status of ${watched.name}` };
  if (watched.type === 'payload') return nameOfPath(watched.path);
  const { name, path } = watched;
  const whole = path === '' ? name : `${name}${path.startsWith('[') ? '' : '.'}${path}`;
  return { kind: '', name: whole, whole: `${whole} in the state` };
}

/** `activity/charge: activityTaskCompletedEventAttributes.result.payloads[0].total` → `charge result.total` */
function nameOfPath(path: string): WatchName {
  const whole = `${path} in payloads`;
  try {
    const { kind, name, steps } = parseIgnoreRule(path);
    const [first, ...rest] = steps;
    const isWrapper = rest.length > 0 && first?.type === 'key' && first.key.endsWith('EventAttributes');
    const told = (isWrapper ? rest : steps).filter(
      (step, i, all) =>
        !(step.type === 'key' && step.key === 'payloads') &&
        !(step.type === 'index' && step.index === 0 && isPayloads(all[i - 1])),
    );
    const scope = name ?? (kind === undefined || kind === 'run' ? '' : kind);
    const text = ignoreRuleText({ kind: undefined, name: undefined, steps: told });
    return { kind: scope, name: text === '' ? path : text, whole };
  } catch {
    return { kind: '', name: path, whole };
  }
}

function isPayloads(step: unknown): boolean {
  return typeof step === 'object' && step !== null && 'key' in step && step.key === 'payloads';
}
