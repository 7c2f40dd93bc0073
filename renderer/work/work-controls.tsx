import { CircleSlash, Ellipsis, Pause, Play, RotateCw, SquareStop } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { LiveRun } from '../../engine/model/live-run.ts';
import { useShell } from '../session/shell-state.ts';
import { startWorker, steer } from '../session/work/steer.ts';
import { useWork } from '../session/work/work-state.ts';
import { keysOf } from '../ui/commands.ts';
import control from '../ui/control.module.css';
import { IconButton } from '../ui/icon-button.tsx';
import menu from '../ui/menu.module.css';
import { Tooltip } from '../ui/tooltip.tsx';
import styles from './work-controls.module.css';

/** Shown in a run that has not ended and that workers of this library work on: who does, and what it can be told. */
export function WorkControls() {
  const live = useWork((work) => work.live);
  if (live === null || live.state === 'ended') return null;
  return (
    <div className={styles.controls} role="toolbar" aria-label="Live run">
      <WorkerChip live={live} />
      <Mend live={live} />
      <Tooltip label="Send a signal…" keys={keysOf('run-signal')}>
        <button type="button" className={control.button} onClick={() => useShell.setState({ dialog: 'signal' })}>
          Signal…
        </button>
      </Tooltip>
      <Tooltip label="Ask a query…" keys={keysOf('run-query')}>
        <button type="button" className={control.button} onClick={() => useShell.setState({ dialog: 'ask' })}>
          Query…
        </button>
      </Tooltip>
      {live.state === 'paused' ? (
        <IconButton icon={Play} label="Resume this run" size="small" onClick={() => void steer('resume')} />
      ) : (
        <IconButton icon={Pause} label="Pause this run" size="small" onClick={() => void steer('pause')} />
      )}
      <Endings />
    </div>
  );
}

/** What the run needs before it goes on. */
function Mend({ live }: { readonly live: LiveRun }) {
  if (live.state === 'quarantined')
    return (
      <Tooltip label="Take it up again with its file as it now is" keys={keysOf('run-retry')}>
        <button type="button" className={control.primary} onClick={() => void steer('retry')}>
          <RotateCw size={13} aria-hidden /> Retry
        </button>
      </Tooltip>
    );
  if (live.worker !== null || live.file === null) return null;
  return (
    <Tooltip label={`Start a worker for ${live.file}`} keys={keysOf('run-worker')}>
      <button type="button" className={control.bordered} onClick={() => void startWorker()}>
        <Play size={13} aria-hidden /> Start worker
      </button>
    </Tooltip>
  );
}

function WorkerChip({ live }: { readonly live: LiveRun }) {
  const { text, tone, more } = chipOf(live);
  return (
    <span className={styles.chip} data-tone={tone} title={more ?? undefined} role="status">
      {text}
    </span>
  );
}

function chipOf({ state, worker, lost, quarantined, file }: LiveRun): {
  readonly text: string;
  readonly tone: 'ok' | 'warn' | 'bad';
  readonly more: string | null;
} {
  if (state === 'quarantined') return { text: 'quarantined', tone: 'bad', more: quarantined };
  if (worker === null)
    return lost === null
      ? { text: 'no worker', tone: 'warn', more: file }
      : { text: 'its worker ended', tone: 'bad', more: lost };
  const by = worker.type === 'own' ? String(worker.pid) : worker.name;
  const words = { paused: 'paused', cancelling: 'cancelling', running: 'live', ended: 'ended' } as const;
  return { text: `${words[state]}, worker ${by}`, tone: state === 'running' ? 'ok' : 'warn', more: file };
}

function Endings() {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className={control.icon} data-size="small" aria-label="More for this live run">
        <Ellipsis size={14} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu.content} align="end" sideOffset={4} collisionPadding={8}>
          <DropdownMenu.Item className={menu.item} onSelect={() => useShell.setState({ dialog: 'cancel' })}>
            <CircleSlash size={13} aria-hidden /> Cancel this run…
          </DropdownMenu.Item>
          <DropdownMenu.Item className={menu.item} onSelect={() => useShell.setState({ dialog: 'terminate' })}>
            <SquareStop size={13} aria-hidden /> Terminate this run…
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
