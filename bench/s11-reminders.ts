import { sendAtOnce } from './due-messages.ts';
import { percentile, round, type Measured } from './measured.ts';

const reminders = Number(process.env['S11_REMINDERS'] ?? 10_000);

/**
 * S11: 10,000 reminders, half by SMS and half by e-mail, due in the same minute (all at its first instant), sent by one
 * process of the product to real SMTP and HTTP sinks beside it; 5,000 specialists and 100,000 appointments in the
 * database. Judged are the seconds to the last; one lost or doubled makes it infinite.
 */
export async function measureReminders(): Promise<Measured> {
  const { lateMs, lost, doubled, cpuMs } = await sendAtOnce('reminder_60', reminders);
  const seconds = (lateMs.at(-1) ?? Number.NaN) / 1000;
  return {
    value: lost + doubled === 0 ? round(seconds, 1) : Infinity,
    n: lateMs.length,
    min: round((lateMs[0] ?? 0) / 1000, 2),
    max: round(seconds, 1),
    detail: {
      lost,
      doubled,
      seconds: round(seconds, 1),
      p50: round(percentile(lateMs, 0.5) / 1000, 1),
      cpuMsPerReminder: round(cpuMs / lateMs.length, 2),
    },
  };
}
