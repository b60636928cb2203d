import { expect, it } from 'vitest';
import { browserOf } from './browser.ts';

const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0';
const webkit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)';
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';

it.each([
  [`Mozilla/5.0 (Linux; Android 10; K) ${chrome} Mobile Safari/537.36`, 0, 'chrome', 'android', false],
  [`Mozilla/5.0 (Linux; Android 14; SM-A146B) ${chrome} SamsungBrowser/27.0 Mobile Safari/537.36`, 0, 'samsung', 'android', false],
  ['Mozilla/5.0 (Android 14; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0', 0, 'firefox', 'android', false],
  [`Mozilla/5.0 (Linux; Android 13; M2101K6G; wv) ${chrome} Mobile Safari/537.36`, 0, 'chrome', 'android', true],
  [`Mozilla/5.0 (Linux; Android 13) ${chrome} Mobile Safari/537.36 Instagram 350.0`, 0, 'chrome', 'android', true],
  [`${iphone} ${webkit} Version/18.1 Mobile/15E148 Safari/604.1`, 5, 'safari', 'ios', false],
  [`${iphone} ${webkit} CriOS/141.0 Mobile/15E148 Safari/604.1`, 5, 'chrome', 'ios', false],
  [`${iphone} ${webkit} FxiOS/143.0 Mobile/15E148 Safari/604.1`, 5, 'firefox', 'ios', false],
  [`${iphone} ${webkit} Mobile/15E148 [FBAN/FBIOS;FBAV/480]`, 5, 'other', 'ios', true],
  [`${mac} ${webkit} Version/18.1 Safari/605.1.15`, 5, 'safari', 'ios', false],
  [`${mac} ${webkit} Version/18.1 Safari/605.1.15`, 0, 'safari', 'mac', false],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36 Edg/141.0`, 0, 'edge', 'windows', false],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 0, 'firefox', 'other', false],
] as const)('%s (%i) is %s on %s', (agent, touch, name, system, inApp) => {
  expect(browserOf(agent, touch)).toEqual({ name, system, inApp });
});
