/** Where one's own picture stands on the stage (design, "own picture"). */
export interface Corner {
  row: 'top' | 'bottom';
  side: 'left' | 'right';
}

/** The corner that a point of the stage is nearest to; both in pixels from the stage's top left. */
export function cornerAt(point: { x: number; y: number }, stage: { width: number; height: number }): Corner {
  return { row: point.y * 2 < stage.height ? 'top' : 'bottom', side: point.x * 2 < stage.width ? 'left' : 'right' };
}

/** Where an arrow leads; null for any other key. */
export function cornerByKey(corner: Corner, key: string): Corner | null {
  switch (key) {
    case 'ArrowUp':
      return { ...corner, row: 'top' };
    case 'ArrowDown':
      return { ...corner, row: 'bottom' };
    case 'ArrowLeft':
      return { ...corner, side: 'left' };
    case 'ArrowRight':
      return { ...corner, side: 'right' };
    default:
      return null;
  }
}
