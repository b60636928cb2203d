import { measureCodecs, type Abilities } from './quality/codecs.ts';

/** What a browser is asked once for the whole call; what it has not said yet is null, or empty. */
export interface ThisDevice {
  /** One for every connection of the call, so that compared words hold through each new one (V7). */
  certificate: RTCCertificate | null;
  abilities: Abilities;
}

export function askThisDevice(): ThisDevice {
  const told: ThisDevice = { certificate: null, abilities: new Map() };
  globalThis.RTCPeerConnection?.generateCertificate({ name: 'ECDSA', namedCurve: 'P-256' } as AlgorithmIdentifier).then(
    (made) => (told.certificate = made),
    () => {},
  );
  measureCodecs().then(
    (measured) => (told.abilities = measured),
    () => {},
  );
  return told;
}
