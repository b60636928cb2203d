import { connect, createServer, type Socket } from 'node:net';

/** A wire to a server that can be cut and mended. */
export interface Wire {
  /** The same address, through the wire. */
  through(url: string): string;
  cut(): Promise<void>;
  mend(): Promise<void>;
}

/** Lays a wire to the host and port of `url`. */
export async function layWire(url: string): Promise<Wire> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => socket.destroy());
    }
    near.pipe(far).pipe(near);
  });
  const listen = (port: number) => new Promise<void>((settle) => server.listen(port, '127.0.0.1', settle));
  await listen(0);
  const address = server.address();
  const port = address && typeof address === 'object' ? address.port : 0;
  return {
    through: (other) => Object.assign(new URL(other), { port: String(port) }).href,
    async cut() {
      const closed = new Promise<void>((settle) => server.close(() => settle()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    mend: () => listen(port),
  };
}
