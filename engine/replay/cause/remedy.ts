// The code to write, and its place, so that open runs replay again. Pure.

import { type CallNow, callText, type RecordedCall } from '../../model/replay/call.ts';
import type { SourcePosition } from '../../model/replay/verdict.ts';
import type { Cause } from './cause.ts';
import type { GuardWords } from './guard-words.ts';

/** `at`: the diverging call, or the last equal call; `placeOf`: gives a place as text for a person. */
export function remedyOf(
  { kind, removed, added }: Cause,
  at: SourcePosition | undefined,
  placeOf: (place: SourcePosition) => string,
  { isNew, orLetFinish }: GuardWords,
): string {
  const place = added?.source[0] ?? at;
  const where = place === undefined ? '' : ` at ${placeOf(place)}`;
  const after = at === undefined ? '' : ` after ${placeOf(at)}`;
  switch (kind) {
    case 'added':
      return `Guard the new call${where}: if (${isNew(idOf('add', added))}) { … }. ${orLetFinish}`;
    case 'removed':
      return `Keep the old call for runs that have it${after}: if (!${isNew(idOf('drop', removed))}) { ${removed === undefined ? '…' : callText(removed)} }. ${orLetFinish}`;
    case 'renamed':
    case 'replaced':
    case 'condition-flipped':
    case 'cancellation':
    case 'ends-otherwise':
      return `Keep both ways${where}: if (${isNew(idOf(verbs[kind] ?? 'change', added ?? removed))}) { the new way${said(added)} } else { the old way${said(removed)} }. ${orLetFinish}`;
    case 'reordered':
    case 'timing':
      return `Keep both orders${where}: if (${isNew(idOf(verbs[kind] ?? 'change', added ?? removed))}) { the new order } else { the old order }. ${orLetFinish}`;
    case 'missing-version':
      return `Call ctx.version('${removed?.name ?? ''}') again where it stood${at === undefined ? '' : ` (near ${placeOf(at)})`}, until no run is open or kept that took it.`;
    case 'missing-patch':
      return `Call deprecatePatch('${removed?.name ?? ''}') where patched('${removed?.name ?? ''}') stood${at === undefined ? '' : ` (near ${placeOf(at)})`}, until no run is open or kept that took it.`;
    case 'patch-renamed':
      return `Give the patch its old id back${where}: '${removed?.name ?? ''}'. A second change gets a patch of its own beside it.`;
    case 'id-changed':
      return `Give the call its old id back${where}, or guard the new one: ${isNew(idOf('id', added))} ? new id : old id. ${orLetFinish}`;
    case 'randomness':
      return `Draw the new random number after everything that was drawn before, or guard it${where}: if (${isNew('draw-more')}) { … }. An explicit workflowId for the child does not hang on it. ${orLetFinish}`;
    case 'handler-missing':
      return `Give the handler back: setHandler(defineUpdate('${removed?.name ?? ''}'), …), before the workflow first waits.`;
    case 'waits':
      return `Let the old condition hold for runs that are open${after}: ${isNew('wait-longer')} ? new condition : old condition; see that every signal's handler still has its old name. ${orLetFinish}`;
    case 'throws':
      return `Mend what throws${where}; where it is meant, throw an ApplicationFailure, behind a patch. ${orLetFinish}`;
    default:
      return orLetFinish;
  }
}

const verbs: Readonly<Record<string, string>> = {
  renamed: 'call',
  replaced: 'replace',
  reordered: 'reorder',
  'condition-flipped': 'choose',
  timing: 'wait',
  cancellation: 'cancel',
  'ends-otherwise': 'end',
};

type AnyCall = Pick<RecordedCall | CallNow, 'kind' | 'name'> | undefined;

/** `call-charge-card`. */
function idOf(verb: string, call: AnyCall): string {
  const word = call === undefined ? 'change' : call.name === '' ? call.kind : call.name;
  const kebab = word.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').replaceAll(/[^A-Za-z0-9]+/g, '-');
  return `${verb}-${kebab.toLowerCase()}`;
}

function said(call: AnyCall): string {
  return call === undefined ? '' : `: ${callText(call)}`;
}
