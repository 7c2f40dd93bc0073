// The filters now active on the lists, each with a short text and the change that removes it.

import type { Filter } from '../../engine/model/filter.ts';
import { kindLook } from './kinds.ts';
import { lineText } from './plain-text.ts';

export type ActiveFilter = {
  readonly id: 'kinds' | 'statuses' | 'time' | 'search';
  readonly name: string;
  readonly without: Partial<Filter>;
};

export function activeFilters(filter: Filter, searched: string): readonly ActiveFilter[] {
  const active: ActiveFilter[] = [];
  const { kinds, statuses, fromMs, toMs, matches } = filter;
  if (kinds !== null)
    active.push({
      id: 'kinds',
      name: listText(
        kinds.map((kind) => kindLook(kind).plural),
        'types',
      ),
      without: { kinds: null },
    });
  if (statuses !== null)
    active.push({ id: 'statuses', name: listText(statuses, 'statuses'), without: { statuses: null } });
  if (fromMs !== null || toMs !== null)
    active.push({ id: 'time', name: 'time range', without: { fromMs: null, toMs: null } });
  if (matches !== null)
    active.push({ id: 'search', name: `search “${lineText(searched, 24)}”`, without: { matches: null } });
  return active;
}

function listText(names: readonly string[], many: string): string {
  if (names.length === 0) return `no ${many}`;
  return names.length <= 2 ? names.join(', ') : `${names.length} ${many}`;
}
