/** Something a device can do to its own picture or sound: on, off, or nothing it could be asked for. */
export type Improvement = 'on' | 'off' | 'none';
/** `voice` is ours alone: more than the noise that devices and browsers take out themselves (docs/decisions/0066). */
export type ImprovementKind = 'blur' | 'noise' | 'voice';
/** What a device can be asked for itself. */
type DeviceImprovement = Exclude<ImprovementKind, 'voice'>;
export type Improvements = Record<ImprovementKind, Improvement>;

/** How media constraints call it; the background is blurred by the system itself, before any page sees the picture. */
const names = { blur: 'backgroundBlur', noise: 'noiseSuppression' } as const;
type Told = Record<string, unknown>;

/** What this track's device does and could do (W3C mediacapture-extensions); one that does not tell cannot. */
export function improvementOf(kind: DeviceImprovement, track: MediaStreamTrack | null): Improvement {
  const can = (track?.getCapabilities?.() as Told | undefined)?.[names[kind]];
  const does = (track?.getSettings() as Told | undefined)?.[names[kind]] === true;
  // A device that can only do one of the two leaves nothing to choose.
  if (!Array.isArray(can) || !can.includes(true) || !can.includes(false)) return 'none';
  return does ? 'on' : 'off';
}

export function constraintsFor(kind: DeviceImprovement, on: boolean): MediaTrackConstraints {
  return { [names[kind]]: on };
}
