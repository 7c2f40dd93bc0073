import { type ReactNode, useLayoutEffect, useState } from 'react';
import { countText } from '../../engine/model/duration.ts';
import type { GraphNode } from '../../engine/model/graph/graph.ts';
import { calledOf } from '../../engine/model/operation-name.ts';
import { NONE } from '../../engine/model/outline.ts';
import { useBesidePointer } from '../ui/beside-pointer.ts';
import { kindLook } from '../ui/kinds.ts';
import { lineText } from '../ui/plain-text.ts';
import { useRun, useSession } from '../session/session.ts';
import { versionNames } from './badges.tsx';
import { foldText, slowestOf } from './fold-text.ts';
import { goToMember, goToNode, targetOf } from './go.ts';
import type { Hover } from './graph-state.ts';
import { useGraph } from './graph-state.ts';
import { dropFocus, stayHovered, unhover } from './item-keys.ts';
import type { Laid } from './laid.ts';
import { rangeText } from './node-text.ts';
import styles from './hover-card.module.css';

const DELAY_MS = 250;

/** One card for the whole graph: why an edge exists, or a node's full name and its causes. */
export function HoverCard() {
  const hover = useGraph((graph) => graph.hover);
  const laid = useGraph((graph) => graph.laid);
  const [shown, setShown] = useState<Hover | null>(null);
  useLayoutEffect(() => {
    if (hover === null) {
      setShown(null);
      return undefined;
    }
    const timer = setTimeout(() => setShown(hover), DELAY_MS);
    return () => clearTimeout(timer);
  }, [hover]);
  if (shown === null || laid === null || hover === null) return null;
  return <Card key={shown.id} hover={shown} laid={laid} />;
}

function Card({ hover, laid }: { readonly hover: Hover; readonly laid: Laid }) {
  const card = useBesidePointer<HTMLDivElement>(hover);
  const edge = laid.graph.edges.find(({ id }) => id === hover.id);
  const node = laid.graph.nodes.find(({ id }) => id === hover.id);
  const whys = laid.graph.edges.filter(({ to }) => to === hover.id).map(({ why }) => why);
  if (edge === undefined && node === undefined) return null;
  return (
    <div ref={card} className={styles.card} role="tooltip">
      {node === undefined ? null : <Name node={node} />}
      {node === undefined || node.members.length < 2 ? null : <Fold node={node} />}
      {node === undefined || node.badges.length === 0 ? null : <Versions node={node} />}
      {(edge === undefined ? whys.slice(0, 3) : [edge.why]).map((why) => (
        <p key={why} className={styles.why}>
          {lineText(why, 300)}
        </p>
      ))}
      {whys.length > 3 ? <p className={styles.why}>and {whys.length - 3} more</p> : null}
      {node === undefined ? null : <Way node={node} />}
    </div>
  );
}

function Versions({ node: { badges } }: { readonly node: GraphNode }) {
  const names = versionNames(useRun().outline, badges);
  return (
    <p className={styles.why}>
      {names.length === 1 ? 'Version' : 'Versions'}: {names.slice(0, 8).join(', ')}
      {names.length > 8 ? ` and ${names.length - 8} more` : ''}
    </p>
  );
}

function CardLink({ onClick, children }: { readonly onClick: () => void; readonly children: ReactNode }) {
  return (
    <button
      type="button"
      className={styles.link}
      tabIndex={-1}
      onMouseEnter={stayHovered}
      onMouseLeave={unhover}
      onMouseDown={dropFocus}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

/** Where it leads: a link, and what the keyboard does. */
function Way({ node }: { readonly node: GraphNode }) {
  const seq = useSession(() => targetOf(node));
  const here = useSession(({ cursor }) => cursor === seq);
  return (
    <p className={styles.hint}>
      {here ? 'You are here' : <CardLink onClick={() => goToNode(node)}>Go to #{countText(seq)}</CardLink>}
      {node.opens === null ? (here ? '' : ' · Enter or double-click') : ' · Enter or double-click opens it'}
    </p>
  );
}

/** What the members of a fold took together. */
function Fold({ node }: { readonly node: GraphNode }) {
  const { outline } = useRun();
  const text = foldText(outline, node);
  const slowest = slowestOf(outline, node);
  if (text === '') return null;
  return (
    <>
      <p className={styles.why}>{text}</p>
      {slowest === NONE ? null : (
        <p className={styles.why}>
          <CardLink onClick={() => goToMember(node, slowest)}>
            Slowest: {lineText(calledOf(outline, slowest), 80)}, #{countText(outline.operations.openedAt[slowest] ?? 0)}
          </CardLink>
        </p>
      )}
    </>
  );
}

function Name({ node }: { readonly node: GraphNode }) {
  const { label, plural } = kindLook(node.kind);
  const kind = node.members.length > 1 ? `${node.members.length.toLocaleString('en-US')} ${plural}` : label;
  return (
    <p className={styles.name}>
      {lineText(node.name, 300)}
      <span className={styles.kind}>
        {node.type === 'operations' ? `${kind} · ` : ''}
        {rangeText(node)}
      </span>
    </p>
  );
}
