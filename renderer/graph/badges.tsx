import { GitBranch, StickyNote } from 'lucide-react';
import { countUpTo } from '../../engine/model/cursor.ts';
import { countText } from '../../engine/model/duration.ts';
import type { Seq } from '../../engine/model/event.ts';
import type { GraphNode } from '../../engine/model/graph/graph.ts';
import { nameOf, NONE, type Outline } from '../../engine/model/outline.ts';
import { useNotes } from '../session/notes.ts';
import { useSession } from '../session/session.ts';
import { lineText } from '../ui/plain-text.ts';
import styles from './badges.module.css';

/** Versions that the code asked for on its way to a node, and that there are notes about its events. */
export function Badges({ node }: { readonly node: GraphNode }) {
  const text = useSession(({ open }) =>
    open === null || node.badges.length === 0 ? '' : badgeText(open.outline, node),
  );
  const notes = useNotes(({ bySeq }) => notesOn(node, bySeq.keys()));
  return (
    <>
      {text === '' ? null : (
        <span className={styles.badge}>
          <GitBranch size={10} aria-hidden />
          <span className={styles.text}>{text}</span>
        </span>
      )}
      {notes === 0 ? null : (
        <span
          className={styles.note}
          data-note
          role="img"
          aria-label={notes === 1 ? 'note' : `${countText(notes)} notes`}
        >
          <StickyNote size={11} aria-hidden />
          {notes === 1 ? null : countText(notes)}
        </span>
      )}
    </>
  );
}

/** Number of events of a node that have notes. */
function notesOn(node: GraphNode, seqs: Iterable<Seq>): number {
  const { open } = useSession.getState();
  if (open === null) return 0;
  let count = 0;
  for (const seq of seqs) {
    const operation = open.outline.operation[seq - 1] ?? NONE;
    const isOwn =
      operation === NONE
        ? node.type !== 'operations' && seq === node.from
        : node.members[countUpTo(node.members, operation) - 1] === operation;
    if (isOwn) count++;
  }
  return count;
}

/** `pricing`, and how many more. */
function badgeText(outline: Outline, { badges }: GraphNode): string {
  const names = versionNames(outline, badges);
  return `${names[0]}${names.length > 1 ? ` +${countText(names.length - 1)}` : ''}`;
}

/** Each once, in the order in which they were asked for. */
export function versionNames(outline: Outline, badges: Uint32Array): readonly string[] {
  return [...new Set(Array.from(badges, (operation) => lineText(nameOf(outline, operation), 60) || 'version'))];
}
