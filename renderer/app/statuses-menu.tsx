import type { OperationStatus } from '../../engine/model/effect.ts';
import type { StatusGroup } from '../../engine/model/filter.ts';
import { setFilter, useSession } from '../session/session.ts';
import { statusLook } from '../ui/statuses.ts';
import tones from '../ui/tones.module.css';
import { CheckMenu, type Choice } from '../ui/check-menu.tsx';
import { statusesIn } from './filter-counts.ts';

const likenesses: Readonly<Record<StatusGroup, OperationStatus>> = {
  pending: 'started',
  completed: 'completed',
  failed: 'failed',
  canceled: 'canceled',
};
const names: Readonly<Record<StatusGroup, string>> = {
  pending: 'pending',
  completed: 'completed',
  failed: 'failed',
  canceled: 'canceled',
};

/** Filters by the status of operations at the end of the history. */
export function StatusesMenu() {
  const outline = useSession((session) => session.open?.outline ?? null);
  const chosen = useSession((session) => session.filter.statuses);
  return (
    <CheckMenu
      name="Status"
      tooltip="Show some statuses only"
      choices={() => (outline === null ? [] : statusesIn(outline).map(choiceOf))}
      chosen={chosen}
      onChoose={(next) => setFilter({ statuses: next })}
    />
  );
}

function choiceOf([status, count]: readonly [StatusGroup, number]): Choice<StatusGroup> {
  const { tone, icon: Glyph } = statusLook(likenesses[status]);
  const glyph = <Glyph size={14} className={tones.status} data-tone={tone} aria-hidden />;
  return { value: status, name: names[status], count, glyph };
}
