import type { ReactFlowProps } from '@xyflow/react';

/** A graph that is looked at: keys, drags and clicks mean what Retrace makes of them, and nothing is edited. */
export const stillFlow = {
  nodesDraggable: false,
  nodesConnectable: false,
  nodesFocusable: false,
  edgesFocusable: false,
  elementsSelectable: false,
  zoomOnDoubleClick: false,
  disableKeyboardA11y: true,
  deleteKeyCode: null,
  selectionKeyCode: null,
  multiSelectionKeyCode: null,
  panActivationKeyCode: null,
  zoomActivationKeyCode: null,
  proOptions: { hideAttribution: true },
} as const satisfies ReactFlowProps;
