import { useLayoutEffect, useRef, useState } from 'react';
import { countText } from '../../engine/model/duration.ts';
import type { GraphNode } from '../../engine/model/graph/graph.ts';
import { kindLook } from '../ui/kinds.ts';
import { lineText } from '../ui/plain-text.ts';
import { useRun, useSession } from '../session/session.ts';
import { foldText } from './fold-text.ts';
import { goToNode, targetOf } from './go.ts';
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
  const card = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = card.current;
    if (element === null) return;
    const { width, height } = element.getBoundingClientRect();
    element.style.left = `${Math.max(8, Math.min(hover.x + 12, innerWidth - width - 8))}px`;
    element.style.top = `${hover.y + 18 + height > innerHeight - 8 ? hover.y - height - 10 : hover.y + 18}px`;
  }, [hover]);
  const edge = laid.graph.edges.find(({ id }) => id === hover.id);
  const node = laid.graph.nodes.find(({ id }) => id === hover.id);
  const whys = laid.graph.edges.filter(({ to }) => to === hover.id).map(({ why }) => why);
  if (edge === undefined && node === undefined) return null;
  return (
    <div ref={card} className={styles.card} role="tooltip">
      {node === undefined ? null : <Name node={node} />}
      {node === undefined || node.members.length < 2 ? null : <Fold node={node} />}
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

/** Where it leads: a link, and what the keyboard does. */
function Way({ node }: { readonly node: GraphNode }) {
  const seq = useSession(() => targetOf(node));
  const here = useSession(({ cursor }) => cursor === seq);
  return (
    <p className={styles.hint}>
      {here ? (
        'You are here'
      ) : (
        <button
          type="button"
          className={styles.link}
          tabIndex={-1}
          onMouseEnter={stayHovered}
          onMouseLeave={unhover}
          onMouseDown={dropFocus}
          onClick={() => goToNode(node)}
        >
          Go to #{countText(seq)}
        </button>
      )}
      {node.opens === null ? (here ? '' : ' · Enter or double-click') : ' · Enter or double-click opens it'}
    </p>
  );
}

/** What the members of a fold took together. */
function Fold({ node }: { readonly node: GraphNode }) {
  const { outline } = useRun();
  const text = foldText(outline, node);
  return text === '' ? null : <p className={styles.why}>{text}</p>;
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
