/** What a page needs to know of its browser to say how something is mended in it (V11). */
export interface BrowserFacts {
  name: 'chrome' | 'edge' | 'firefox' | 'safari' | 'samsung' | 'other';
  system: 'android' | 'ios' | 'windows' | 'mac' | 'other';
  /** A page shown inside another program, which often gets no camera. */
  inApp: boolean;
}

const apps = /\b(FBAN|FBAV|FB_IAB|Instagram|WhatsApp|Line\/|Twitter|TikTok|musical_ly|Snapchat|Pinterest|LinkedInApp|GSA\/|Telegram|MicroMessenger)\b|; wv\)/;

/** Reads the user agent; `touchPoints` tells an iPad from a Mac, which it says it is. */
export function browserOf(agent: string, touchPoints = 0): BrowserFacts {
  const system = /Android/.test(agent)
    ? 'android'
    : /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && touchPoints > 1)
      ? 'ios'
      : /Windows/.test(agent)
        ? 'windows'
        : /Macintosh/.test(agent)
          ? 'mac'
          : 'other';
  const inApp = apps.test(agent) || (system === 'ios' && /AppleWebKit/.test(agent) && !/Safari\//.test(agent));
  return { name: nameOf(agent), system, inApp };
}

function nameOf(agent: string): BrowserFacts['name'] {
  if (/SamsungBrowser/.test(agent)) return 'samsung';
  if (/Edg(A|iOS)?\//.test(agent)) return 'edge';
  if (/Firefox\/|FxiOS\//.test(agent)) return 'firefox';
  if (/Chrome\/|CriOS\/|Chromium\//.test(agent)) return 'chrome';
  return /Safari\//.test(agent) ? 'safari' : 'other';
}
