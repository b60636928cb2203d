import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import satori from 'satori';
import sharp from 'sharp';
import { box, type Element } from './elements.ts';
import type { Preview } from './preview.server.ts';

const size = { width: 1200, height: 630 };
const colours = { cal: '#FBF8F2', tinta: '#1A2233', tinta2: '#4A5162', azul: '#1C4596', barro: '#B0502A', luz: '#F9EAD8', azulT: '#E7EDF9', azulX: '#173A80', maiz: '#D9962A', miel: '#A86C0E' };
const fontFile = (name: string, weight: number) => createRequire(import.meta.url).resolve(`@fontsource/${name}/files/${name}-latin-${weight}-normal.woff`);
const face = (family: string, name: string, weight: 400 | 600) => ({ name: family, data: readFileSync(fontFile(name, weight)), weight, style: 'normal' as const });

/** The Open Graph picture, 1200×630, as PNG; drawn by ourselves, nobody else is asked (G4). `photo` is what stands in the arch. */
export async function drawPreview(preview: Preview, photo: Buffer | null): Promise<Buffer> {
  const portrait = photo && (await arch(photo));
  const fonts = [face('Faustina', 'faustina', 600), face('Atkinson', 'atkinson-hyperlegible-next', 400), face('Atkinson', 'atkinson-hyperlegible-next', 600)];
  const svg = await satori(layout(preview, portrait) as unknown as Parameters<typeof satori>[0], { ...size, fonts });
  return sharp(Buffer.from(svg)).png({ compressionLevel: 9, palette: true, quality: 90 }).toBuffer();
}

/** The bust or photo cut to the arch of 5:6, as the pages show it. */
async function arch(photo: Buffer): Promise<string> {
  const mask = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="360" height="432"><path d="M0 407V180a180 180 0 0 1 360 0v227a25 25 0 0 1-25 25H25a25 25 0 0 1-25-25z"/></svg>');
  const cut = await sharp(photo, { density: 200 }).resize(360, 432, { fit: 'cover' }).composite([{ input: mask, blend: 'dest-in' }]).png().toBuffer();
  return `data:image/png;base64,${cut.toString('base64')}`;
}

const svgAddress = (svg: string) => `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
const mark = svgAddress(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 35 31.5" width="350" height="315"><path fill="${colours.azul}" d="M0 31.5V11.15a11.15 11.15 0 0 1 22.3 0V31.5z"/><path fill="${colours.barro}" d="M12.4 31.5V16.4a11.3 11.3 0 0 1 22.6 0v15.1z"/><path fill="${colours.luz}" d="M12.4 31.5V16.4a11.3 11.3 0 0 1 8.7-11l1.2 3.5v22.6z"/></svg>`,
);
const star = svgAddress(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="48" height="48"><path fill="${colours.maiz}" stroke="${colours.miel}" stroke-width="1.6" stroke-linejoin="round" d="M12 2.6l2.9 6 6.6.9-4.8 4.6 1.2 6.5-5.9-3.1-5.9 3.1 1.2-6.5L2.500 9.500l6.600-.9z"/></svg>`,
);

function layout(preview: Preview, portrait: string | null): Element {
  const image = (src: string, width: number, height: number): Element => ({ type: 'img', props: { src, width, height, style: { flexShrink: 0 } } });
  const words = box({ flexDirection: 'column', justifyContent: 'center', flex: 1, gap: 14 }, [
    box({ fontFamily: 'Faustina', fontSize: preview.title.length > 26 ? 62 : 76, lineHeight: 1.08, color: colours.tinta }, preview.title),
    box({ fontSize: 38, lineHeight: 1.3, color: colours.tinta2 }, preview.line),
    ...(preview.rating ? [box({ alignItems: 'center', gap: 12, fontSize: 34, color: colours.tinta }, [image(star, 40, 40), box({ fontWeight: 600 }, preview.rating), box({ color: colours.tinta2 }, preview.reviews)])] : []),
    ...(preview.kinds ? [box({ marginTop: 14 }, [box({ padding: '10px 22px', borderRadius: 14, backgroundColor: colours.azulT, color: colours.azulX, fontSize: 32, fontWeight: 600 }, preview.kinds)])] : []),
  ]);
  return box({ ...size, boxSizing: 'border-box', flexDirection: 'column', justifyContent: 'space-between', padding: '56px 72px 48px', backgroundColor: colours.cal, fontFamily: 'Atkinson' }, [
    box({ flex: 1, alignItems: 'center', gap: 64 }, [portrait ? image(portrait, 330, 396) : image(mark, 300, 270), words]),
    ...(portrait ? [box({ alignItems: 'center', gap: 18, fontFamily: 'Faustina', fontSize: 36, color: colours.tinta }, [image(mark, 50, 45), preview.site])] : []),
  ]);
}
