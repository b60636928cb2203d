import { formatHour } from '#domain/time.ts';
import { operatorDay, operatorZone } from '#features/operator/operator-zone.ts';
import { countApplications } from '#features/operator/applications/queue.server.ts';
import { countRequests } from '#features/operator/requests/requests.server.ts';
import { readInstallation } from '#features/operator/installation.server.ts';
import { listSwitches } from '#features/operator/switches/switches.server.ts';
import { readToday } from '#features/operator/today.server.ts';
import { countReportedReviews } from '#features/reviews/moderation.server.ts';
import { operatorDoor } from '../operator.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { world, locale } = event.locals;
  const actor = operatorDoor(event);
  const { lookedAt, alarms, ...today } = await readToday(world, actor);
  const at = (instant: Date) => `${operatorDay(instant, locale)}, ${formatHour(operatorZone, instant)}`;
  const { troubles, lookedAt: examinedAt } = await readInstallation(world, actor);
  const { switches } = await listSwitches(world, actor);
  return {
    today,
    troubles: troubles.map(({ since, ...one }) => ({ ...one, since: at(since) })),
    examinedAt: examinedAt && at(examinedAt),
    off: switches.filter((one) => !one.isOn).map((one) => one.name),
    applications: await countApplications(world, actor),
    requests: await countRequests(world, actor),
    reviews: await countReportedReviews(world, actor),
    lookedAt: lookedAt && at(lookedAt),
    alarms: alarms.map(({ lastAt, ...one }) => ({ ...one, at: at(lastAt) })),
  };
};
