/** While camera and microphone take their place on the line nothing is drawn: it would hold them up (S1). */
export function createDrawing(drawNow: () => void) {
  let swapping: Promise<void> | null = null;
  return {
    draw(live: boolean) {
      if (!swapping || !live) drawNow();
    },
    hold(swap: Promise<void>) {
      swapping = swap;
      const over = () => {
        if (swapping !== swap) return;
        swapping = null;
        drawNow();
      };
      swap.then(over, over);
    },
  };
}
