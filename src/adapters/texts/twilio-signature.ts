import { createHmac, timingSafeEqual } from 'node:crypto';

/** Twilio's signature of a form-encoded callback: HMAC-SHA1 over the URL and the sorted parameters. */
export function signTwilioCallback(authToken: string, url: string, params: URLSearchParams): string {
  const sorted = [...new Set(params.keys())].sort();
  const data = sorted.reduce(
    (text, key) =>
      text +
      [...new Set(params.getAll(key))]
        .sort()
        .map((value) => key + value)
        .join(''),
    url,
  );
  return createHmac('sha1', authToken).update(data, 'utf8').digest('base64');
}

export function isTwilioSignature(authToken: string, url: string, params: URLSearchParams, signature: string): boolean {
  const expected = Buffer.from(signTwilioCallback(authToken, url, params));
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
