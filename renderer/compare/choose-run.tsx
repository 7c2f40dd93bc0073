import { useMemo, useState } from 'react';
import { Command as Menu } from 'cmdk';
import { type RunSummary, shownStatus } from '../../engine/model/run.ts';
import palette from '../ui/dialog.module.css';
import { useSession } from '../session/session.ts';
import { useShell } from '../session/shell-state.ts';
import { ChoiceDialog } from '../ui/choice-dialog.tsx';
import { lineText } from '../ui/plain-text.ts';
import { statusLook } from '../ui/statuses.ts';
import { compareWithOpen } from '../session/compare/comparing.ts';
import { partnersFor } from './partners.ts';

/** A list of runs to compare with the open run: runs of its type first. */
export function ChooseRun() {
  const shown = useShell((shell) => shell.dialog === 'compare');
  return (
    <ChoiceDialog
      title="Compare with"
      open={shown}
      onOpenChange={(open) => useShell.setState({ dialog: open ? 'compare' : null })}
    >
      <Choices />
    </ChoiceDialog>
  );
}

function Choices() {
  const [text, setText] = useState('');
  const runs = useSession((session) => session.runs);
  const open = useSession((session) => session.open?.summary ?? null);
  const found = useMemo(() => (open === null ? [] : partnersFor(open, runs, text)), [open, runs, text]);
  const choose = (run: RunSummary): void => {
    useShell.setState({ dialog: null });
    compareWithOpen(run.runId);
  };
  return (
    <Menu label="Compare with" shouldFilter={false} loop>
      <Menu.Input
        className={palette.field}
        value={text}
        onValueChange={setText}
        placeholder={`Compare ${lineText(open?.workflowId ?? open?.runId ?? 'this run', 60)} with …`}
      />
      <Menu.List className={palette.list}>
        <Menu.Empty className={palette.none}>No other run of that name.</Menu.Empty>
        {found.map((run) => {
          const { icon: Glyph, word } = statusLook(shownStatus(run));
          return (
            <Menu.Item key={run.runId} className={palette.choice} value={run.runId} onSelect={() => choose(run)}>
              <Glyph size={14} role="img" aria-label={word} />
              <span className={palette.name}>{lineText(run.workflowId ?? run.runId, 120)}</span>
              <span className={palette.aside}>
                {lineText(run.workflowType ?? run.source, 60)} · {word} · …{run.runId.slice(-6)}
              </span>
            </Menu.Item>
          );
        })}
      </Menu.List>
    </Menu>
  );
}
