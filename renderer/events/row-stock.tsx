import type { Ref } from 'react';
import { Circle, CircleDot, Rewind, StickyNote, TriangleAlert, X } from 'lucide-react';
import { GlyphStock } from '../ui/glyph-stock.tsx';
import tones from '../ui/tones.module.css';
import styles from './event-list.module.css';

/** A hidden copy of each glyph that rows clone. */
export function RowStock({ ref }: { readonly ref: Ref<HTMLSpanElement> }) {
  return (
    <GlyphStock ref={ref} className={styles.glyph}>
      {others}
    </GlyphStock>
  );
}

const plain = `${tones.kind} ${styles.glyph}`;

const others = (
  <>
    <span data-glyph="run">
      <CircleDot size={13} className={plain} aria-hidden />
    </span>
    <span data-glyph="none">
      <Circle size={13} className={plain} aria-hidden />
    </span>
    <span data-glyph="bad">
      <X size={13} role="img" />
    </span>
    <span data-glyph="warned">
      <TriangleAlert size={13} role="img" />
    </span>
    <span data-glyph="note">
      <StickyNote size={13} role="img" />
    </span>
    <span data-glyph="stop">
      <Circle size={10} role="img" fill="currentColor" />
    </span>
    <span data-glyph="backward">
      <Rewind size={12} role="img" />
    </span>
  </>
);
