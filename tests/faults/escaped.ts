/** Errors that nobody caught, from now on until `stop`. */
export interface Escaped {
  errors: unknown[];
  stop(): void;
}

export function keepEscaped(): Escaped {
  const errors: unknown[] = [];
  const keep = (error: unknown) => void errors.push(error);
  const kinds = ['uncaughtException', 'unhandledRejection'];
  for (const kind of kinds) process.on(kind, keep);
  return {
    errors,
    stop() {
      for (const kind of kinds) process.off(kind, keep);
    },
  };
}
