import { memo, type ReactNode, type Ref } from 'react';
import { operationKinds } from '../../engine/model/effect.ts';
import { KindGlyph } from './kind-glyph.tsx';

type GlyphStockProps = {
  readonly ref: Ref<HTMLSpanElement>;
  readonly className?: string | undefined;
  readonly children?: ReactNode;
};

/** A hidden glyph of each kind, which rows outside React clone. Further glyphs can be added, each in a `data-glyph`. */
export const GlyphStock = memo(function GlyphStock({ ref, className, children }: GlyphStockProps) {
  return (
    <span ref={ref} hidden>
      {operationKinds.map((kind) => (
        <span key={kind} data-glyph={kind}>
          <KindGlyph kind={kind} size={13} className={className} />
        </span>
      ))}
      {children}
    </span>
  );
});
