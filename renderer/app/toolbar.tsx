import { Cog, Globe } from 'lucide-react';
import { ToggleGroup } from 'radix-ui';
import { type CommandId, keysOf } from '../ui/commands.ts';
import { setFilter, setView, useSession, type View, views } from '../session/session.ts';
import { zoneName } from '../ui/clock.ts';
import control from '../ui/control.module.css';
import { Tooltip } from '../ui/tooltip.tsx';
import { FilterChips } from './filter-chips.tsx';
import { TypesMenu } from './types-menu.tsx';
import { StatusesMenu } from './statuses-menu.tsx';
import styles from '../ui/toolbar.module.css';

const names: Readonly<Record<View, string>> = { graph: 'Graph', timeline: 'Timeline', events: 'Events', code: 'Code' };
const commandOf: Readonly<Record<View, CommandId>> = {
  graph: 'view-graph',
  timeline: 'view-timeline',
  events: 'view-events',
  code: 'view-code',
};

export function Toolbar() {
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="View and filters">
      <ViewSwitch />
      <TypesMenu />
      <StatusesMenu />
      <FilterChips />
      <span className={styles.switches}>
        <WorkflowTasks />
        <Zone />
      </span>
    </div>
  );
}

function ViewSwitch() {
  const view = useSession((session) => session.view);
  const choose = (value: string): void => {
    const wanted = views.find((each) => each === value);
    if (wanted !== undefined) setView(wanted);
  };
  return (
    <ToggleGroup.Root type="single" className={styles.views} aria-label="View" value={view} onValueChange={choose}>
      {views.map((each) => (
        <Tooltip key={each} label={names[each]} keys={keysOf(commandOf[each])}>
          <ToggleGroup.Item value={each} className={styles.view}>
            {names[each]}
          </ToggleGroup.Item>
        </Tooltip>
      ))}
    </ToggleGroup.Root>
  );
}

function WorkflowTasks() {
  const shown = useSession((session) => session.filter.workflowTasks);
  return (
    <Tooltip label={shown ? 'Hide workflow tasks' : 'Show workflow tasks'} keys={keysOf('workflow-tasks')}>
      <button
        type="button"
        className={control.button}
        aria-label="Workflow tasks"
        aria-pressed={shown}
        onClick={() => setFilter({ workflowTasks: !shown })}
      >
        <Cog size={14} aria-hidden />
        <span className={styles.words}>Workflow tasks</span>
      </button>
    </Tooltip>
  );
}

function Zone() {
  const utc = useSession((session) => session.utc);
  return (
    <Tooltip
      label={utc ? `Clocks in UTC; show ${zoneName(false)}` : `Clocks in ${zoneName(false)}; show UTC`}
      keys={keysOf('utc')}
    >
      <button
        type="button"
        className={control.button}
        aria-label="UTC"
        aria-pressed={utc}
        onClick={() => useSession.setState({ utc: !utc })}
      >
        <Globe size={14} aria-hidden />
        <span className={styles.words}>UTC</span>
      </button>
    </Tooltip>
  );
}
