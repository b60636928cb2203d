// Draws static/retratos/*.svg (the demo's specialists and five nameless busts) and static/icon.svg, always the same from the same list.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const tints = {
  azul: ['#c9d8f2', '#afc5eb'],
  barro: ['#f0cdb9', '#e6b89e'],
  maiz: ['#f5dfa8', '#ebcf88'],
  nopal: ['#cbe2d0', '#b1d2ba'],
  piedra: ['#e6dccb', '#d4c6ae'],
};
const skins = {
  pale: { skin: '#f0cdb0', shade: '#d3b397', nose: '#bd947a', mouth: '#9b4f42' },
  light: { skin: '#e9be9b', shade: '#cda688', nose: '#b68b6f', mouth: '#9d5042' },
  tan: { skin: '#d9a67c', shade: '#bd8e68', nose: '#a67a58', mouth: '#94493b' },
  brown: { skin: '#c98f65', shade: '#ab7853', nose: '#976846', mouth: '#8f4537' },
  deep: { skin: '#b57b52', shade: '#966442', nose: '#855739', mouth: '#8a3f33' },
  dark: { skin: '#8f5b3e', shade: '#764930', nose: '#6b402a', mouth: '#9a4f45' },
};
const brown = '#5a3a26',
  black = '#2b2322',
  grey = '#8b8177',
  white = '#d9d4ca',
  auburn = '#8a4a2a',
  dark = '#3b2a22',
  sand = '#b08a55';

/** Behind the face, and over its brow; `face` says where the forehead ends. */
const hairs = {
  bob: {
    back: 'M65 160c-7-12-10-30-10-48 0-37 17-67 45-67s45 30 45 67c0 18-3 36-10 48z',
    front: 'M63 100c14-3 24-12 29.400-25.100 9.600 12.100 24 20.600 44.600 22.600L139 80 120 54H80L62 76z',
  },
  long: {
    back: 'M58 196c-5-24-5-56-3-84 2-37 17-67 45-67s43 30 45 67c2 28 2 60-3 84-6 8-18 10-26 6V120H84v82c-8 4-20 2-26-6z',
    front: 'M63 104c4-10 22-14 37-30 15 16 33 20 37 30l2-24-19-27H80L61 80z',
  },
  side: {
    back: 'M56 168c-3-18-3-38-1-56 3-37 17-67 45-67s43 30 45 67c1 14 1 30-2 44-5 6-11 8-18 8V120H75v50c-7 4-14 3-19-2z',
    front: 'M63 112c0-16 8-20 20-26 18-2 38 2 54 14l2-22-19-25H80L61 78z',
  },
  bun: {
    back: 'M61 114c-6-46 10-68.500 39-68.500s45 22.500 39 68.500zM100 20c11 0 19 8 19 18s-8 16-19 16-19-6-19-16 8-18 19-18z',
    front: 'M63 110c2-15 11-28 37-30 26 2 35 15 37 30l4-18c-2-24-12-42-41-42S61 68 59 92z',
  },
  short: {
    back: 'M61 108c-6-42 10-62.500 39-62.500s45 20.500 39 62.500z',
    front: 'M64 108c1-10 5-19 12-27 6-3 14-4 24-4s18 1 24 4c7 8 11 17 12 27l5-16c-2-24-12-41-41-41S61 68 59 92z',
  },
  parted: {
    back: 'M61 108c-6-42 10-62.500 39-62.500s45 20.500 39 62.500z',
    front: 'M64 108c0-12 3-20 9-27 20 2 37-2 48-10 8 9 14 22 15 37l5-16c-2-24-12-41-41-41S61 68 59 92z',
  },
  wavy: {
    back: 'M60 110c-9-12-6-26-1-34-1-16 12-24 20-24 6-9 34-11 42-1 11 0 21 11 19 26 7 10 6 22 0 33z',
    front:
      'M64 106c-1-10 2-16 8-20 4-10 12-10 20-8 8-5 16-5 22 0 8-1 16 3 17 10 4 5 5 11 5 18l6-18c0-24-14-38-42-38S60 66 58 88z',
  },
  curly: {
    back: 'M100 30a22 22 0 0 1 17 7 21 21 0 0 1 21 25 18 18 0 0 1 14 30 19 19 0 0 1-12 37q-20 4-40 4t-40-4a19 19 0 0 1-12-37 18 18 0 0 1 14-30 21 21 0 0 1 21-25 22 22 0 0 1 17-7z',
    front: 'M63 112c0-12 3-22 9-27 8-6 17-8 28-8s20 2 28 8c6 5 9 15 9 27l5-30-22-30H80L58 82z',
  },
  receding: {
    back: 'M63 118c-9-22-4-50 12-60 8-5 42-5 50 0 16 10 21 38 12 60z',
    front: 'M64 112c0-8 2-12 6-16 0-12 3-20 9-27l-12 6c-8 10-9 24-7 37zm72 0c0-8-2-12-6-16 0-12-3-20-9-27l12 6c8 10 9 24 7 37z',
  },
  bald: { back: '', front: '' },
};

const specialists = {
  lucia: { tint: 'azul', skin: 'light', hair: ['bob', brown], shirt: '#9db6e4' },
  andres: { tint: 'nopal', skin: 'brown', hair: ['short', black], shirt: '#81a68d' },
  nuria: { tint: 'maiz', skin: 'deep', hair: ['curly', black], shirt: '#b9caeb' },
  marcos: { tint: 'barro', skin: 'dark', hair: ['bald', black], beard: true, shirt: '#e6c173' },
  elena: { tint: 'piedra', skin: 'pale', hair: ['bun', grey], glasses: true, shirt: '#c98a6b' },
  javier: { tint: 'azul', skin: 'light', hair: ['parted', grey], glasses: true, shirt: '#6f8fc9' },
  ximena: { tint: 'barro', skin: 'brown', hair: ['long', black], shirt: '#c9725a' },
  rodrigo: { tint: 'nopal', skin: 'tan', hair: ['wavy', dark], beard: true, shirt: '#d8c48b' },
  fatima: { tint: 'maiz', skin: 'tan', hair: ['hijab', '#4f7f76'], shirt: '#4f7f76' },
  ines: { tint: 'nopal', skin: 'pale', hair: ['side', auburn], shirt: '#8fb3a0' },
  tomas: { tint: 'piedra', skin: 'pale', hair: ['receding', white], beard: true, shirt: '#8aa2cf' },
  carmen: { tint: 'barro', skin: 'light', hair: ['long', sand], glasses: true, shirt: '#b9caeb' },
  'neutral-1': { tint: 'azul', skin: 'tan', hair: ['bob', dark], shirt: '#9db6e4', nameless: true },
  'neutral-2': { tint: 'barro', skin: 'brown', hair: ['short', dark], shirt: '#d99a7b', nameless: true },
  'neutral-3': { tint: 'maiz', skin: 'light', hair: ['parted', brown], shirt: '#d8b867', nameless: true },
  'neutral-4': { tint: 'nopal', skin: 'deep', hair: ['bun', black], shirt: '#81a68d', nameless: true },
  'neutral-5': { tint: 'piedra', skin: 'pale', hair: ['wavy', grey], shirt: '#b3a58c', nameless: true },
};

function bust({ tint, skin, hair: [cut, colour], shirt, beard = false, glasses = false, nameless = false }) {
  const [outer, inner] = tints[tint];
  const c = skins[skin];
  const veiled = cut === 'hijab';
  const hair = veiled ? { back: '', front: '' } : hairs[cut];
  const brow = veiled ? '#3b2a22' : cut === 'bald' ? '#3b2620' : colour === white ? grey : colour;
  const parts = [
    `<path fill="${outer}" d="M0 0h200v240H0z"/><path fill="${inner}" d="M25 240V109.700a75 75 0 0 1 150 0V240z"/>`,
    hair.back && `<path fill="${colour}" d="${hair.back}"/>`,
    veiled &&
      `<path fill="${colour}" d="M54 190c-2-22-3-50-2-76 2-40 18-68 48-68s46 28 48 68c1 26 0 54-2 76-14 12-78 12-92 0z"/>`,
    !veiled &&
      `<path fill="${c.skin}" d="M82.500 145h35v40h-35z"/><path fill="${c.shade}" d="M82.500 145h35v15.500a36 36 0 0 1-35 0z"/>`,
    `<ellipse cx="100" cy="112" rx="36.300" ry="45.300" fill="${c.skin}"/>`,
    beard &&
      `<path fill="${colour}" d="M64.500 122c2 14 8 21 17 21 6-3 12-4 18.500-4s12.500 1 18.500 4c9 0 15-7 17-21 2 34-12 50-35.500 50S62.500 156 64.500 122z"/>`,
    hair.front && `<path fill="${colour}" d="${hair.front}"/>`,
    veiled &&
      `<path fill="${colour}" d="M100 44c30 0 47 28 48 68 0 24-10 52-48 64-38-12-48-40-48-64 1-40 18-68 48-68zm0 34c-22 0-33 16-33 36 0 22 14 42 33 42s33-20 33-42c0-20-11-36-33-36z" fill-rule="evenodd"/><path fill="#3f6b63" d="M67 112c2 24 16 44 33 46 17-2 31-22 33-46 1 26-12 50-33 56-21-6-34-30-33-56z"/>`,
    !nameless &&
      `<path fill="none" stroke="${brow}" stroke-opacity=".65" stroke-width="2.300" stroke-linecap="round" d="M81 106q6-3 11.400-1.400m15.400 0q6-1.600 11.700 1.400"/><g fill="#4c3d2c"><ellipse cx="86.600" cy="113.900" rx="2.400" ry="3"/><ellipse cx="113.400" cy="113.900" rx="2.400" ry="3"/></g><path fill="none" stroke="${c.nose}" stroke-width="2" stroke-linecap="round" d="M100.300 115.900q3.200 6.500-1.500 8.600"/><path fill="none" stroke="${c.mouth}" stroke-width="2.400" stroke-linecap="round" d="M92.400 ${beard ? '133' : '136.900'}q7.600 ${beard ? '4' : '5.600'} 15.200 0"/>`,
    glasses &&
      `<g fill="none" stroke="#3b3a40" stroke-width="2"><rect x="75" y="106" width="22" height="16.500" rx="7"/><rect x="103" y="106" width="22" height="16.500" rx="7"/><path d="M97 112q3-2 6 0M75 111l-10-2m60 2 10-2"/></g>`,
    `<path fill="${shirt}" d="${veiled ? 'M75 174.300c8-6 42-6 50 0l-25 45z' : 'm75 174.300 9.600-4.300c6 10 24.800 10 30.800 0l9.600 4.300-25 45z'}"/>`,
    `<path fill="#fff" d="M10.400 240c4-38 29-58.500 64.600-65.700l25 44.400 25-44.400c35.600 7.200 60.600 27.700 64.600 65.700z"/>`,
    `<path fill="none" stroke="#dedede" stroke-width="1.800" d="m89 240-14.100-24.700 7.800-7.900L62 185l13-10.700 25 44.400V240m0-21.300 25-44.400 13 10.700-20.700 22.400 7.800 7.900L111 240"/>`,
  ];
  const inside = parts
    .filter(Boolean)
    .join('')
    .replace(/(\.\d*[1-9])0+(?=\D)/g, '$1');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 240" width="200" height="240"><clipPath id="a"><path d="M0 226V100a100 100 0 0 1 200 0v126a14 14 0 0 1-14 14H14a14 14 0 0 1-14-14z"/></clipPath><g clip-path="url(#a)">${inside}</g></svg>\n`;
}

const mark =
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -3.750 39 39"><style>.b{fill:#1c4596}.c{fill:#b0502a}.l{fill:#f9ead8}@media(prefers-color-scheme:dark){.b{fill:#a3c1fa}.c{fill:#e79b74}.l{fill:#fdefdd}}</style><path class="b" d="M0 31.500V11.150a11.150 11.150 0 0 1 22.300 0V31.500z"/><path class="c" d="M12.400 31.500V16.400a11.300 11.300 0 0 1 22.600 0v15.100z"/><path class="l" d="M12.400 31.500V16.400a11.300 11.300 0 0 1 8.700-11l1.200 3.500v22.600z"/></svg>\n`.replace(
    /(\.\d*[1-9])0+(?=\D)/g,
    '$1',
  );

const root = resolve(import.meta.dirname, '..');
mkdirSync(join(root, 'static/retratos'), { recursive: true });
for (const [key, look] of Object.entries(specialists)) writeFileSync(join(root, 'static/retratos', `${key}.svg`), bust(look));
writeFileSync(join(root, 'static/icon.svg'), mark);
