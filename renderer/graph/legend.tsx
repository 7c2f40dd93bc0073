import { ChevronsLeftRight, GitBranch, Repeat } from 'lucide-react';
import type { ReactNode } from 'react';
import type { OperationKind, OperationStatus } from '../../engine/model/effect.ts';
import { KindGlyph } from '../ui/kind-glyph.tsx';
import { kindLook } from '../ui/kinds.ts';
import { StatusWord } from '../ui/status-word.tsx';
import styles from './legend.module.css';

/** One of each shape; what looks alike is of one hue. */
const kinds: readonly OperationKind[] = [
  'activity',
  'localActivity',
  'timer',
  'signal',
  'update',
  'childWorkflow',
  'nexus',
  'workflowTask',
];
const statuses: readonly OperationStatus[] = [
  'scheduled',
  'started',
  'retrying',
  'completed',
  'failed',
  'timedOut',
  'canceled',
];
const lines = [
  ['cause', 'led to: the history proves it'],
  ['maybe', 'was there before, and may have been waited for'],
  ['order', 'came after it, from outside'],
  ['critical', 'on the critical path'],
] as const;

/** What shapes, lines and marks of the graph mean. */
export function Legend() {
  return (
    <aside className={styles.legend} aria-label="Legend of the graph">
      <Part title="Operations">
        {kinds.map((kind) => (
          <li key={kind}>
            <KindGlyph kind={kind} size={13} /> {kindLook(kind).label}
          </li>
        ))}
      </Part>
      <Part title="Status">
        {statuses.map((status) => (
          <li key={status}>
            <StatusWord status={status} />
          </li>
        ))}
        <li className={styles.future}>faint: not yet, at the cursor</li>
      </Part>
      <Part title="Lines and marks">
        {lines.map(([type, words]) => (
          <li key={type}>
            <i className={styles.line} data-type={type} /> {words}
          </li>
        ))}
        <li>
          <ChevronsLeftRight size={12} aria-hidden /> ×12: equal ones, folded
        </li>
        <li>
          <Repeat size={12} aria-hidden /> ×12: iterations of a loop
        </li>
        <li>
          <GitBranch size={12} aria-hidden /> a version the code asked for
        </li>
        <li>
          <i className={styles.here} /> the event at the cursor
        </li>
      </Part>
    </aside>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h3>{title}</h3>
      <ul>{children}</ul>
    </section>
  );
}
