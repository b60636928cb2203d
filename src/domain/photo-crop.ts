/** Portraits stand in an arch of 5:6 (design). The crop is what the specialist chose of a larger picture. */

export interface Crop {
  /** Where the crop lies in what is left beside it, in percent: 0 at the left or top, 100 at the right or bottom. */
  x: number;
  y: number;
  /** 100 is the largest arch that fits, 300 a third of it. */
  zoom: number;
}
export interface Size {
  width: number;
  height: number;
}
export interface Box extends Size {
  left: number;
  top: number;
}

const arch = 5 / 6;
/** Heads are in the upper part of most pictures. */
export const centred: Crop = { x: 50, y: 35, zoom: 100 };

/** The pixels of a picture that the arch shows. */
export function cropBox(picture: Size, crop: Crop): Box {
  const widest = Math.min(picture.width, picture.height * arch);
  const width = Math.max(1, Math.round((widest * 100) / crop.zoom));
  const height = Math.max(1, Math.min(picture.height, Math.round(width / arch)));
  return {
    left: Math.round(((picture.width - width) * crop.x) / 100),
    top: Math.round(((picture.height - height) * crop.y) / 100),
    width,
    height,
  };
}
