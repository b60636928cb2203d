import { openCluster } from './cluster.ts';
import { shareHub } from './network.ts';

/** Before any worker: one PostgreSQL and one network for all of them. The database ends with the run, unless another run uses it too. */
export default async function setUp(): Promise<() => Promise<void>> {
  const cluster = await openCluster();
  const closeHub = shareHub();
  return async () => {
    closeHub();
    await cluster.stop();
  };
}
