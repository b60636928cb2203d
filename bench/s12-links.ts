import { sendAtOnce } from './due-messages.ts';
import { percentile, round, type Measured } from './measured.ts';

const appointments = Number(process.env['S12_APPOINTMENTS'] ?? 2000);

/**
 * S12: the specialists' links to 2,000 video consultations that begin at the same hour, by SMS and e-mail each, due ten
 * minutes before; one process of the product, real sinks beside it. Judged is the lateness at the 99th percentile; one
 * lost or doubled makes it infinite.
 */
export async function measureLinks(): Promise<Measured> {
  const { lateMs, lost, doubled, cpuMs } = await sendAtOnce('specialist_link', appointments * 2);
  const late = (share: number) => round(percentile(lateMs, share) / 1000, 2);
  return {
    value: lost + doubled === 0 ? late(0.99) : Infinity,
    n: lateMs.length,
    min: round((lateMs[0] ?? 0) / 1000, 2),
    max: late(1),
    detail: { lost, doubled, p50: late(0.5), p99: late(0.99), cpuMsPerMessage: round(cpuMs / lateMs.length, 2) },
  };
}
