import { type ReactElement, useState } from 'react';
import { ContextMenu } from 'radix-ui';
import type { RunSummary } from '../../engine/model/run.ts';
import { openRun } from '../session/runs.ts';
import { useSession } from '../session/session.ts';
import menu from '../ui/menu.module.css';
import { compareWithOpen } from '../session/compare/comparing.ts';
import { toggleChosen, useChosen } from '../session/compare/chosen.ts';

type RunMenuProps = {
  /** Which run the menu is about, when it is asked for at an element of the list. */
  readonly runAt: (target: EventTarget) => RunSummary | undefined;
  readonly children: ReactElement;
};

/** What can be done with a run of the library, on a right click or the menu key. */
export function RunMenu({ runAt, children }: RunMenuProps) {
  const [run, setRun] = useState<RunSummary | undefined>(undefined);
  return (
    <ContextMenu.Root modal={false}>
      <ContextMenu.Trigger asChild onContextMenu={(event) => setRun(runAt(event.target))}>
        {children}
      </ContextMenu.Trigger>
      <ContextMenu.Portal>{run === undefined ? null : <Items run={run} />}</ContextMenu.Portal>
    </ContextMenu.Root>
  );
}

function Items({ run: { runId } }: { readonly run: RunSummary }) {
  const open = useSession((session) => session.open?.summary.runId);
  const chosen = useChosen(({ runs }) => runs.has(runId));
  return (
    <ContextMenu.Content className={menu.content} collisionPadding={8}>
      <ContextMenu.Item className={menu.item} onSelect={() => void openRun(runId)}>
        Open
      </ContextMenu.Item>
      <ContextMenu.Item
        className={menu.item}
        disabled={open === undefined || open === runId}
        onSelect={() => compareWithOpen(runId)}
      >
        Compare with the open run <kbd>C</kbd>
      </ContextMenu.Item>
      <ContextMenu.Item className={menu.item} onSelect={() => toggleChosen(runId)}>
        {chosen ? 'Deselect for comparison' : 'Select for comparison'} <kbd>Space</kbd>
      </ContextMenu.Item>
    </ContextMenu.Content>
  );
}
