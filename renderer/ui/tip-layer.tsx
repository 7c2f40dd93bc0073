import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { type Tip, TipWatch } from './tips.ts';
import styles from './tooltip.module.css';

/** The page's only tooltip: a control has no cost until the pointer rests on it. */
export function TipLayer() {
  const [tip, setTip] = useState<Tip | null>(null);
  useEffect(() => new TipWatch(setTip).start(), []);
  return tip === null ? null : <Box key={tip.label} tip={tip} />;
}

/** px between control and tooltip, and between tooltip and window. */
const GAP = 6;
const MARGIN = 8;

function Box({ tip }: { readonly tip: Tip }) {
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    place(element, tip);
    const described = tip.of.getAttribute('aria-describedby');
    tip.of.setAttribute('aria-describedby', described === null ? id : `${described} ${id}`);
    return () => {
      if (described === null) tip.of.removeAttribute('aria-describedby');
      else tip.of.setAttribute('aria-describedby', described);
    };
  }, [tip, id]);
  return (
    <div ref={box} id={id} role="tooltip" className={styles.tooltip}>
      {tip.label}
      {tip.keys === undefined ? null : <kbd className={styles.keys}>{tip.keys}</kbd>}
    </div>
  );
}

/** Places the tooltip on the requested side, or on the opposite one without room; always within the window. */
function place(element: HTMLElement, { of, side }: Tip): void {
  const control = of.getBoundingClientRect();
  const { width, height } = element.getBoundingClientRect();
  const above = control.top - GAP - height;
  const below = control.bottom + GAP;
  const fits = { top: above >= MARGIN, bottom: below + height <= innerHeight - MARGIN };
  const shown = fits[side] ? side : side === 'top' ? 'bottom' : 'top';
  const left = Math.max(MARGIN, Math.min(control.left + (control.width - width) / 2, innerWidth - width - MARGIN));
  element.style.left = `${Math.round(left)}px`;
  element.style.top = `${Math.round(shown === 'top' ? above : below)}px`;
}
