import type { DeviceReport } from '#domain/room-view.ts';
import type { Signalling } from '../signalling.ts';

/** What the server hears of this page: each thing once, and all of it anew on a new line. */
export function createServerReport(signalling: Pick<Signalling, 'media' | 'report'>) {
  let reported = '';
  let mediaTold = false;
  return {
    tell(flowing: boolean, report: DeviceReport) {
      if (flowing !== mediaTold) {
        mediaTold = flowing;
        signalling.media(flowing);
      }
      if (JSON.stringify(report) === reported || (report.camera === 'untried' && report.network === 'untried')) return;
      reported = JSON.stringify(report);
      void signalling.report(report);
    },
    forget() {
      mediaTold = false;
      reported = '';
    },
  };
}
