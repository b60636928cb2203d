import { describe, expect, it } from 'vitest';
import type { BrowserFacts } from '#call/check/browser.ts';
import type { DeviceTrouble } from '#call/device-trouble.ts';
import { m } from '#texts/compiled/messages.js';
import { remedyFor } from './remedies.ts';

const names = ['chrome', 'edge', 'firefox', 'safari', 'samsung', 'other'] as const;
const systems = ['android', 'ios', 'windows', 'mac', 'other'] as const;
const troubles: DeviceTrouble[] = ['denied', 'missing', 'busy', 'blocked', 'insecure', 'unsupported'];
const facts = (name: BrowserFacts['name'], system: BrowserFacts['system'], inApp = false): BrowserFacts => ({ name, system, inApp });

describe('how a trouble is mended (V11)', () => {
  it('is told for every browser and every trouble: a heading and one to four steps', () => {
    for (const trouble of troubles)
      for (const name of names)
        for (const system of systems)
          for (const inApp of [false, true]) {
            for (const place of ['waiting', 'attending', 'testing'] as const) {
              const { heading, steps } = remedyFor(trouble, facts(name, system, inApp), place);
              expect(heading).not.toBe('');
              expect(steps.length).toBeGreaterThan(0);
              expect(steps.length).toBeLessThanOrEqual(4);
              expect(new Set(steps).size).toBe(steps.length);
              for (const step of steps) expect(step).toMatch(/^\S.*\.$/);
            }
          }
  });

  it.each([
    ['denied', 'chrome', 'android', 'Chrome para Android', m.step_permissions()],
    ['denied', 'firefox', 'android', 'Firefox para Android', m.step_firefox_android()],
    ['denied', 'safari', 'ios', 'Safari para iPhone', m.step_safari_site()],
    ['denied', 'chrome', 'ios', 'Chrome para iPhone', m.step_ios_browser({ browser: 'Chrome' })],
    ['denied', 'edge', 'windows', 'Edge para Windows', m.step_desktop_icon()],
    ['denied', 'firefox', 'other', 'Firefox', m.step_firefox_desktop()],
    ['denied', 'safari', 'mac', 'Safari para Mac', m.step_mac_safari()],
    ['blocked', 'chrome', 'windows', 'ajustes', m.step_windows_settings()],
    ['blocked', 'samsung', 'android', 'ajustes', m.step_android_settings({ browser: 'Samsung Internet' })],
    ['blocked', 'safari', 'mac', 'ajustes', m.step_mac_settings()],
    ['busy', 'chrome', 'windows', '', m.step_close_others()],
    ['missing', 'chrome', 'windows', '', m.step_plug_in()],
    ['missing', 'chrome', 'windows', '', m.step_other_device()],
    ['missing', 'chrome', 'android', '', m.step_other_phone()],
    ['unsupported', 'other', 'other', '', m.step_newer_browser()],
  ] as const)('%s in %s on %s: "%s", %s', (trouble, name, system, heading, step) => {
    const remedy = remedyFor(trouble, facts(name, system), 'waiting');
    expect(remedy.heading).toContain(heading);
    expect(remedy.steps).toContain(step);
  });

  it('promises a turn to whoever waits alone, and no button that is not there: on another day the link is opened elsewhere', () => {
    const steps = (trouble: DeviceTrouble, place: 'waiting' | 'attending' | 'testing') => remedyFor(trouble, facts('chrome', 'windows'), place).steps;
    expect(steps('busy', 'waiting')).toContain(m.step_restart());
    for (const place of ['attending', 'testing'] as const) expect(steps('busy', place)).toContain(m.step_restart_only());
    expect(steps('missing', 'testing')).toContain(m.step_other_device_test());
    expect(steps('missing', 'attending')).toContain(m.step_other_device());
  });

  it('within another program begins with leaving it', () => {
    expect(remedyFor('unsupported', facts('other', 'ios', true), 'waiting').steps).toEqual([m.step_in_app_menu(), m.step_in_app_open()]);
  });
});
