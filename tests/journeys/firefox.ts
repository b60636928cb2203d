import { launch, type Browser } from 'puppeteer-core';

/** Firefox ESR with a fake camera and microphone, spoken to by WebDriver BiDi (stack.md). */
export function openFirefox(): Promise<Browser> {
  return launch({
    browser: 'firefox',
    executablePath: '/usr/bin/firefox-esr',
    headless: true,
    protocol: 'webDriverBiDi',
    extraPrefsFirefox: {
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
      'media.peerconnection.ice.loopback': true,
      'media.autoplay.default': 0,
      'intl.accept_languages': 'es-ES',
    },
  });
}
