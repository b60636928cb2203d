// Writes src/ui/icons/lucide.ts: the inside of each Lucide icon we use, one export each, so that a page pays for its own alone.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const source = (name) => readFileSync(join(root, 'node_modules/lucide-static/icons', `${name}.svg`), 'utf8');
const names = `
  arrow-left arrow-right arrow-up-right audio-lines badge-check ban bell bell-ring calendar calendar-check calendar-clock calendar-days
  calendar-plus calendar-x camera camera-off check check-check chevron-down chevron-left chevron-right chevron-up circle-alert circle-check
  circle-dashed circle-help circle-user circle-x clock clock-alert copy credit-card door-closed door-open download ear ellipsis
  external-link eye eye-off file-text flag globe headphones history hourglass image info key-round languages layout-list link lock log-out
  mail map-pin maximize message-circle message-square-text mic mic-off minus monitor monitor-up octagon-alert paperclip pencil phone phone-off
  picture-in-picture-2 play plug plus printer qr-code receipt refresh-cw repeat rotate-ccw search send settings settings-2 share-2
  shield-check signal sliders-horizontal smartphone sparkles star switch-camera ticket-check trash-2 triangle-alert undo-2 upload
  undo log-in sun moon phone-call list user-round user-round-plus users-round video video-off volume-2 volume-x wallet wifi wifi-off x
`
  .trim()
  .split(/\s+/);

const inside = (name) =>
  /<svg[^>]*>([\s\S]*)<\/svg>/
    .exec(source(name))?.[1]
    ?.replace(/\s*\n\s*/g, '')
    .replace(/ \/>/g, '/>')
    .trim() ?? '';
const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());

const lines = names.map((name) => {
  const line = `export const ${camel(name)} = '${inside(name)}';`;
  return line.length > 130 ? line.replace(' = ', ' =\n  ') : line;
});
writeFileSync(
  join(root, 'src/ui/icons/lucide.ts'),
  `// Lucide (ISC, lucide.dev), written by tools/icons.js.\n${lines.join('\n')}\n`,
);
