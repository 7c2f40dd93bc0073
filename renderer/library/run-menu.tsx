import { type ReactElement, type ReactNode, useState } from 'react';
import { ContextMenu } from 'radix-ui';
import { counted } from '../../engine/model/duration.ts';
import type { RunSummary } from '../../engine/model/run.ts';
import { copyText } from '../session/copying.ts';
import { deleteRuns, exportRuns } from '../session/library-acts.ts';
import { giveAway, saveReport } from '../session/giving.ts';
import { openRun } from '../session/runs.ts';
import { useSession } from '../session/session.ts';
import menu from '../ui/menu.module.css';
import { lineText } from '../ui/plain-text.ts';
import { compareWithOpen } from '../session/compare/comparing.ts';
import { toggleChosen, useChosen } from '../session/compare/chosen.ts';
import { formsOf } from './forms.ts';
import { useTable } from './table-state.ts';

type RunMenuProps = {
  /** The run that the menu is about, for the list element where it was opened. */
  readonly runAt: (target: EventTarget) => RunSummary | undefined;
  readonly children: ReactElement;
};

/** The actions on a run of the library, on a right click or the menu key. */
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

function Items({ run: { runId, workflowId } }: { readonly run: RunSummary }) {
  const open = useSession((session) => session.open?.summary.runId);
  const chosen = useChosen(({ runs }) => runs.has(runId));
  return (
    <ContextMenu.Content className={menu.content} collisionPadding={8}>
      <Item does={() => void openRun(runId)}>Open</Item>
      <Forms run={runId} />
      <Item off={open === undefined || open === runId} does={() => compareWithOpen(runId)}>
        Compare with the open run <kbd>C</kbd>
      </Item>
      <Item does={() => toggleChosen(runId)}>
        {chosen ? 'Deselect for comparison' : 'Select for comparison'} <kbd>Space</kbd>
      </Item>
      <ContextMenu.Separator className={menu.line} />
      <Item off={workflowId === null} does={() => void copyText(workflowId ?? '', 'the workflow id')}>
        Copy workflow id
      </Item>
      <Item does={() => void copyText(runId, 'the run id')}>Copy run id</Item>
      <Item does={() => useTable.setState({ renaming: runId })}>
        Rename… <kbd>F2</kbd>
      </Item>
      <Item does={() => void exportRuns([runId])}>Export as imported</Item>
      <Item does={() => void saveReport(runId)}>Save a report as an HTML page</Item>
      <Item does={() => giveAway([runId])}>Give away as a bundle…</Item>
      <Item does={() => void deleteRuns([runId])}>
        Delete <kbd>Del</kbd>
      </Item>
    </ContextMenu.Content>
  );
}

type ItemProps = { readonly does: () => void; readonly off?: boolean; readonly children: ReactNode };

function Item({ does, off = false, children }: ItemProps) {
  return (
    <ContextMenu.Item className={menu.item} disabled={off} onSelect={does}>
      {children}
    </ContextMenu.Item>
  );
}

/** The same history in other encodings, and earlier exports of it. */
function Forms({ run }: { readonly run: string }) {
  const runs = useSession((session) => session.runs);
  const forms = formsOf(runs).of.get(run);
  if (forms === undefined) return null;
  return [...forms.same, ...forms.earlier].map(({ runId, form, source, events }) => (
    <Item key={runId} does={() => void openRun(runId)}>
      <span className={menu.text}>
        Open {lineText(form, 60)}, {counted(events, 'event')}, {lineText(source, 60)}
      </span>
    </Item>
  ));
}
