import type { BrowserFacts } from '#call/check/browser.ts';
import type { DeviceTrouble } from '#call/device-trouble.ts';
import { m } from '#texts/compiled/messages.js';

/** Where somebody meets a trouble: patients keep their turn and can bring the room elsewhere, a test of any day before has neither. */
export type Place = 'waiting' | 'attending' | 'testing';

/** How a trouble with camera or microphone is mended in this very browser (V11). */
export interface Remedy {
  heading: string;
  steps: string[];
}

const browserNames = { chrome: 'Chrome', edge: 'Edge', firefox: 'Firefox', safari: 'Safari', samsung: 'Samsung Internet' } as const;
const systemNames = { android: 'Android', ios: 'iPhone', windows: 'Windows', mac: 'Mac' } as const;

/** 'Chrome', or "tu navegador". */
export function browserName({ name }: BrowserFacts): string {
  return name === 'other' ? m.browser_other() : browserNames[name];
}

/** The steps for a trouble in a browser. Whoever looks at another program's page is told how to leave it first. */
export function remedyFor(trouble: DeviceTrouble, browser: BrowserFacts, place: Place): Remedy {
  if (browser.inApp) return { heading: m.check_in_app_heading(), steps: [m.step_in_app_menu(), m.step_in_app_open()] };
  switch (trouble) {
    case 'denied':
      return { heading: headingOf(browser), steps: deniedSteps(browser) };
    case 'blocked':
      return { heading: m.check_in_settings(), steps: blockedSteps(browser) };
    case 'busy':
      return { heading: m.check_busy_heading(), steps: [m.step_close_others(), m.step_try_again(), restart(place)] };
    case 'missing':
      return { heading: m.check_missing_heading(), steps: isPhone(browser) ? [m.step_try_again(), restart(place), otherDevice(browser, place)] : [m.step_plug_in(), m.step_try_again(), otherDevice(browser, place)] };
    case 'insecure':
      return { heading: m.check_missing_heading(), steps: [m.step_secure()] };
    case 'unsupported':
      return { heading: m.check_missing_heading(), steps: [m.step_newer_browser(), otherDevice(browser, place)] };
  }
}

function headingOf(browser: BrowserFacts): string {
  const { system } = browser;
  return system === 'other' ? m.check_in_browser({ browser: browserName(browser) }) : m.check_in_browser_on({ browser: browserName(browser), system: systemNames[system] });
}

const restart = (place: Place) => (place === 'waiting' ? m.step_restart() : m.step_restart_only());

/** Whoever tests on another day opens their link there; in the room the seat itself is brought over (V5). */
function otherDevice(browser: BrowserFacts, place: Place): string {
  if (place === 'testing') return m.step_other_device_test();
  return isPhone(browser) ? m.step_other_phone() : m.step_other_device();
}

function isPhone({ system }: BrowserFacts): boolean {
  return system === 'android' || system === 'ios';
}

function deniedSteps(browser: BrowserFacts): string[] {
  const { name, system } = browser;
  if (system === 'ios') return name === 'safari' ? [m.step_safari_page(), m.step_safari_site(), m.step_choose_allow()] : iosSettings(browser);
  if (system === 'android') return name === 'firefox' ? [m.step_address_settings(), m.step_firefox_android()] : [m.step_address_settings(), m.step_permissions(), m.step_switch_both()];
  if (name === 'safari') return [m.step_mac_safari(), m.step_choose_allow(), m.step_try_again()];
  if (name === 'firefox') return [m.step_desktop_icon(), m.step_firefox_desktop(), m.step_try_again_allow()];
  return [m.step_desktop_icon(), m.step_switch_both(), m.step_try_again()];
}

function blockedSteps(browser: BrowserFacts): string[] {
  const named = { browser: browserName(browser) };
  switch (browser.system) {
    case 'ios':
      return iosSettings(browser);
    case 'android':
      return [m.step_android_settings(named), m.step_permissions(), m.step_switch_both(), m.step_android_quick()];
    case 'windows':
      return [m.step_windows_settings(), m.step_open_camera_microphone(), m.step_allow_browser(named)];
    case 'mac':
      return [m.step_mac_settings(), m.step_open_camera_microphone(), m.step_allow_browser(named)];
    case 'other':
      return [m.step_system_settings(), m.step_open_camera_microphone(), m.step_allow_browser(named)];
  }
}

/** Every browser on an iPhone asks the system, one entry each. */
function iosSettings(browser: BrowserFacts): string[] {
  return [m.step_ios_settings(), m.step_ios_browser({ browser: browserName(browser) }), m.step_come_back()];
}
