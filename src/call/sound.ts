/** The loudness of a microphone, 20 times a second, 0 to 1. Returns how to stop. */
export function watchLevel(track: MediaStreamTrack, onLevel: (level: number) => void): () => void {
  const context = new AudioContext();
  void context.resume();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    onLevel(levelOf(samples));
  }, 50);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}

/** Loudness of samples on a scale that fills a meter: −60 dB is nothing, −12 dB is full. */
export function levelOf(samples: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += (samples[i] ?? 0) ** 2;
  const decibels = 10 * Math.log10(sum / Math.max(1, samples.length) + 1e-12);
  return Math.min(1, Math.max(0, (decibels + 60) / 48));
}

/** A bell of two notes, to hear whether the loudspeaker works. Resolves when it has rung. */
export async function ringBell(): Promise<void> {
  const context = new AudioContext();
  await context.resume();
  const start = context.currentTime;
  for (const [delay, frequency] of [[0, 880], [0.18, 1174.7]] as const) {
    const note = context.createOscillator();
    const loudness = context.createGain();
    note.frequency.value = frequency;
    loudness.gain.setValueAtTime(0.25, start + delay);
    loudness.gain.exponentialRampToValueAtTime(0.001, start + delay + 0.9);
    note.connect(loudness).connect(context.destination);
    note.start(start + delay);
    note.stop(start + delay + 0.9);
  }
  await new Promise((resolve) => setTimeout(resolve, 1200));
  await context.close();
}
