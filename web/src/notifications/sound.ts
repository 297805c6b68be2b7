const SECONDS = 0.25;
const LOUDEST = 0.12;
/** A fifth, upwards, hertz. */
const TONES = [660, 990] as const;

let context: AudioContext | undefined;

/** A short tone. Silent where the browser lets a page sound only after one has used it. */
export const playTone = async (): Promise<void> => {
  try {
    context ??= new AudioContext();
    if (context.state === 'suspended') await context.resume();
    const from = context.currentTime;
    for (const [index, hertz] of TONES.entries()) {
      const [tone, volume] = [context.createOscillator(), context.createGain()];
      const begin = from + index * (SECONDS / 2);
      tone.frequency.value = hertz;
      volume.gain.setValueAtTime(0, begin);
      volume.gain.linearRampToValueAtTime(LOUDEST, begin + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.001, begin + SECONDS);
      tone.connect(volume).connect(context.destination);
      tone.start(begin);
      tone.stop(begin + SECONDS);
    }
  } catch {
    // A device without sound.
  }
};
