import { useMemo } from 'react';
import { useRun } from '../session/session.ts';
import { BreakpointsSection } from './breakpoints-section.tsx';
import { detailsOf } from './details.ts';
import { EventSection } from './event-section.tsx';
import { GroupSection } from './group-section.tsx';
import { NotesSection } from './notes-section.tsx';
import { OpenSection } from './open-section.tsx';
import { OperationSection } from './operation-section.tsx';
import { RunSection } from './run-section.tsx';
import { StateSection } from './state-section.tsx';
import { StepSection } from './step-section.tsx';
import { TimeSection } from './time-section.tsx';
import { ValuesSection } from './values-section.tsx';
import { WatchesSection } from './watches-section.tsx';
import styles from '../ui/sections.module.css';

/** The state of the run at the cursor, the changes of this step, the selected operation and the event itself. */
export function Inspector() {
  const open = useRun();
  const { run } = open.outline;
  const details = useMemo(() => detailsOf(run), [run]);
  return (
    <div className={styles.inspector} role="complementary" aria-label="Inspector">
      <StateSection open={open} />
      <RunSection open={open} />
      <TimeSection open={open} />
      <NotesSection />
      <StepSection open={open} details={details} />
      <WatchesSection open={open} />
      <BreakpointsSection open={open} />
      <GroupSection open={open} />
      <OperationSection open={open} details={details} />
      <OpenSection open={open} />
      <ValuesSection open={open} details={details} />
      <EventSection open={open} details={details} />
    </div>
  );
}
