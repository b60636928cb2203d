import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { centred, cropBox } from './photo-crop.ts';

describe('the arch of a portrait', () => {
  it.each([
    ['a wide picture gives up its sides', { width: 1200, height: 600 }, { x: 50, y: 35, zoom: 100 }, { left: 350, top: 0, width: 500, height: 600 }],
    ['a tall one its head- and footroom', { width: 500, height: 1000 }, { x: 50, y: 35, zoom: 100 }, { left: 0, top: 140, width: 500, height: 600 }],
    ['an arch is taken whole', { width: 500, height: 600 }, centred, { left: 0, top: 0, width: 500, height: 600 }],
    ['twice as near', { width: 500, height: 600 }, { x: 0, y: 100, zoom: 200 }, { left: 0, top: 300, width: 250, height: 300 }],
    ['the far corner', { width: 1200, height: 600 }, { x: 100, y: 100, zoom: 100 }, { left: 700, top: 0, width: 500, height: 600 }],
  ])('%s', (_, picture, crop, box) => expect(cropBox(picture, crop)).toEqual(box));

  it('always lies inside the picture, whatever is asked', () => {
    const side = fc.integer({ min: 1, max: 2000 });
    const percent = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(side, side, percent, percent, fc.integer({ min: 100, max: 300 }), (width, height, x, y, zoom) => {
        const box = cropBox({ width, height }, { x, y, zoom });
        expect(box.left).toBeGreaterThanOrEqual(0);
        expect(box.top).toBeGreaterThanOrEqual(0);
        expect(box.left + box.width).toBeLessThanOrEqual(width);
        expect(box.top + box.height).toBeLessThanOrEqual(height);
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});
