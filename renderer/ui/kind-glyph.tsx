import { memo } from 'react';
import type { OperationKind } from '../../engine/model/effect.ts';
import { kindLook } from './kinds.ts';
import tones from './tones.module.css';

type KindGlyphProps = {
  readonly kind: OperationKind;
  readonly size: number;
  readonly className?: string | undefined;
  /** True: the glyph has an accessible name; false: a text beside it names the kind. */
  readonly spoken?: boolean;
};

/** The glyph of a kind in its colour. Redrawn only for another kind: most changing rows keep theirs. */
export const KindGlyph = memo(function KindGlyph({ kind, size, className = '', spoken = false }: KindGlyphProps) {
  const { icon: Icon, role, label } = kindLook(kind);
  const words = spoken ? ({ role: 'img', 'aria-label': label } as const) : ({ 'aria-hidden': true } as const);
  return <Icon size={size} className={`${tones.kind} ${className}`} data-role={role} {...words} />;
});
