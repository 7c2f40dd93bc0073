import { EndKept } from '../ui/end-kept.tsx';
import { useGraph } from './graph-state.ts';
import { leftOutId } from './left-out.tsx';
import { openOrClose } from './go.ts';
import { dropFocus, hoverFocused, hoverItem, itemId, keyOnItem, unhover } from './item-keys.ts';
import styles from './node.module.css';

type NodeButtonProps = {
  readonly id: string;
  /** The visible text; the label begins with it. */
  readonly name: string;
  /** A filter or a search leaves it out. */
  readonly isLeftOut?: boolean;
  /** Absent where the label changes with the cursor: it is then written directly into the element. */
  readonly label?: string;
  readonly pressed?: boolean;
  /** Set only for a node that can be opened. */
  readonly expanded?: boolean | undefined;
  /** A click; left out where there is nothing to select. A double one opens, or goes there. */
  readonly onSelect?: () => void;
};

/** The name of a node is its button; it can be clicked all over the node. What else stands there is text beside it. */
export function NodeButton({ id, name, isLeftOut = false, label, pressed, expanded, onSelect }: NodeButtonProps) {
  const focusable = useGraph((graph) => graph.focus === id);
  return (
    <button
      type="button"
      id={itemId(id)}
      className={styles.name}
      aria-pressed={pressed}
      aria-expanded={expanded}
      aria-label={label}
      aria-describedby={isLeftOut ? leftOutId : undefined}
      tabIndex={focusable ? 0 : -1}
      onMouseDownCapture={dropFocus}
      onClick={onSelect}
      onDoubleClick={() => openOrClose(id)}
      onKeyDown={(event) => keyOnItem(event, id)}
      onMouseEnter={(event) => hoverItem(event, id)}
      onMouseLeave={unhover}
      onFocus={({ currentTarget }) => hoverFocused(currentTarget, id)}
      onBlur={unhover}
    >
      <NodeName name={name} />
    </button>
  );
}

/** Without room a type loses its middle, one with an id that of the id, or all of it; of one with a person's label the label goes. */
function NodeName({ name }: { readonly name: string }) {
  if (name.endsWith('”')) return name;
  const at = name.endsWith(')') ? name.indexOf(' (') + 1 : 0;
  if (at === 0) return <EndKept text={name} />;
  return (
    <span className={styles.withId}>
      <span className={styles.type}>{name.slice(0, at)}</span>
      <EndKept className={styles.id} text={name.slice(at)} />
    </span>
  );
}
