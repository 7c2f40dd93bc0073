import { setFilter, useSession } from '../session/session.ts';
import { kindLook } from '../ui/kinds.ts';
import tones from '../ui/tones.module.css';
import { CheckMenu, type Choice } from '../ui/check-menu.tsx';
import { kindsIn } from './filter-counts.ts';
import type { OperationKind } from '../../engine/model/effect.ts';

export function TypesMenu() {
  const outline = useSession((session) => session.open?.outline ?? null);
  const chosen = useSession((session) => session.filter.kinds);
  return (
    <CheckMenu
      name="Types"
      tooltip="Show some types only"
      choices={() => (outline === null ? [] : kindsIn(outline).map(choiceOf))}
      chosen={chosen}
      onChoose={(next) => setFilter({ kinds: next })}
    />
  );
}

function choiceOf([kind, count]: readonly [OperationKind, number]): Choice<OperationKind> {
  const { role, plural, icon: Glyph } = kindLook(kind);
  return {
    value: kind,
    name: plural,
    count,
    glyph: <Glyph size={14} className={tones.kind} data-role={role} aria-hidden />,
  };
}
