import { GitBranch } from 'lucide-react';
import { countText } from '../../engine/model/duration.ts';
import type { GraphNode } from '../../engine/model/graph/graph.ts';
import { nameOf, type Outline } from '../../engine/model/outline.ts';
import { useSession } from '../session/session.ts';
import { lineText } from '../ui/plain-text.ts';
import styles from './badges.module.css';

/** Versions that the code asked for on its way to a node. */
export function Badges({ node }: { readonly node: GraphNode }) {
  const text = useSession(({ open }) =>
    open === null || node.badges.length === 0 ? '' : badgeText(open.outline, node),
  );
  if (text === '') return null;
  return (
    <span className={styles.badge}>
      <GitBranch size={10} aria-hidden />
      <span className={styles.text}>{text}</span>
    </span>
  );
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
