import { pino, type DestinationStream } from 'pino';
import type { Log } from '#ports/log.ts';
import { redact, redactText } from './redact.ts';

export interface JsonLogConfig {
  level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Standard output where none is given. */
  destination?: DestinationStream;
}

/** One JSON object per line, without personal data (G3). */
export function jsonLog({ level, destination }: JsonLogConfig): Log {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, messageKey: 'what' };
  const logger = destination ? pino(options, destination) : pino(options);
  return {
    info: (fields, what) => logger.info(redact(fields), redactText(what)),
    warn: (fields, what) => logger.warn(redact(fields), redactText(what)),
    error: (fields, what) => logger.error(redact(fields), redactText(what)),
  };
}
