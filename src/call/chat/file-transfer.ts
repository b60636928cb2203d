/** The part of an RTCDataChannel that content goes through. */
export interface ContentChannel {
  readonly readyState: string;
  bufferedAmount: number;
  bufferedAmountLowThreshold: number;
  addEventListener(type: 'bufferedamountlow', listener: () => void, options: { once: true }): void;
  send(data: string | ArrayBuffer): void;
}

const chunkBytes = 16 * 1024;
const highWater = 1024 * 1024;
const lowWater = 256 * 1024;

/**
 * Sends the content of files one after the other, never more than a megabyte ahead of the line, so that sound, picture
 * and what is typed do not wait behind a photograph (V8).
 */
export function createFileSender(channel: ContentChannel, onProgress: (id: string, sentBytes: number) => void) {
  const queue: { id: string; blob: Blob; from: number }[] = [];
  let busy = false;
  let stopped = false;
  let wake = () => {};
  channel.bufferedAmountLowThreshold = lowWater;

  const room = () =>
    new Promise<void>((resolve) => {
      if (channel.bufferedAmount <= highWater) return resolve();
      wake = resolve;
      channel.addEventListener('bufferedamountlow', resolve, { once: true });
    });
  const open = () => !stopped && channel.readyState === 'open';

  async function work() {
    if (busy) return;
    busy = true;
    try {
      for (let next = queue.shift(); next && open(); next = queue.shift()) {
        const { id, blob } = next;
        channel.send(JSON.stringify({ file: id, from: next.from }));
        for (let at = next.from; at < blob.size && open(); at += chunkBytes) {
          await room();
          const chunk = await blob.slice(at, at + chunkBytes).arrayBuffer();
          if (!open()) return;
          channel.send(chunk);
          onProgress(id, Math.min(blob.size, at + chunkBytes));
        }
      }
    } finally {
      busy = false;
    }
  }

  return {
    send(id: string, blob: Blob, from: number): void {
      if (queue.some((waiting) => waiting.id === id)) return;
      queue.push({ id, blob, from });
      // A line that breaks while sending is no fault: the receiver asks again from where it stands.
      void work().catch(() => {});
    },
    stop(): void {
      stopped = true;
      wake();
    },
  };
}

/** Collects the content of announced files; bytes nobody announced, or too many of them, are dropped. */
export function createFileReceiver() {
  const parts = new Map<string, { size: number; received: number; chunks: ArrayBuffer[] }>();
  let current: string | null = null;

  return {
    expect(id: string, size: number): void {
      if (!parts.has(id)) parts.set(id, { size, received: 0, chunks: [] });
    },
    received(id: string): number {
      return parts.get(id)?.received ?? 0;
    },
    /** One frame of the content channel. Answers the file it belonged to, with its bytes once it is whole. */
    take(frame: string | ArrayBuffer): { id: string; received: number; whole: ArrayBuffer[] | null } | null {
      if (typeof frame === 'string') {
        current = headOf(frame, (id) => parts.get(id)?.received);
        return null;
      }
      const part = current === null ? undefined : parts.get(current);
      if (!part || current === null || part.received + frame.byteLength > part.size) return null;
      part.chunks.push(frame);
      part.received += frame.byteLength;
      const whole = part.received === part.size ? part.chunks : null;
      const id = current;
      if (whole) {
        parts.delete(id);
        current = null;
      }
      return { id, received: part.received, whole };
    },
    /** After a broken line the next frames begin with a head again. */
    interrupt(): void {
      current = null;
    },
  };
}

/** The file that a head announces, where it goes on exactly from what is here already. */
function headOf(text: string, receivedOf: (id: string) => number | undefined): string | null {
  try {
    const { file, from } = JSON.parse(text) as Record<string, unknown>;
    return typeof file === 'string' && receivedOf(file) === from ? file : null;
  } catch {
    return null;
  }
}
