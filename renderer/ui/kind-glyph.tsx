import { memo } from 'react';
import type { OperationKind } from '../../engine/model/effect.ts';
import { kindLook } from './kinds.ts';
import tones from './tones.module.css';

type KindGlyphProps = {
  readonly kind: OperationKind;
  readonly size: number;
  readonly className?: string | undefined;
  /** Says its kind itself; otherwise a text beside it does. */
  readonly spoken?: boolean;
};

/** The glyph of a kind in its hue. Drawn anew only for another kind: most rows that change keep theirs. */
export const KindGlyph = memo(function KindGlyph({ kind, size, className = '', spoken = false }: KindGlyphProps) {
  const { icon: Icon, role, label } = kindLook(kind);
  const words = spoken ? ({ role: 'img', 'aria-label': label } as const) : ({ 'aria-hidden': true } as const);
  return <Icon size={size} className={`${tones.kind} ${className}`} data-role={role} {...words} />;
});
