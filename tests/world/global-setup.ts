import { openCluster } from './cluster.ts';

/** Before any worker: one PostgreSQL for all of them. It ends with the run, unless another run uses it too. */
export default async function setUp(): Promise<() => Promise<void>> {
  const cluster = await openCluster();
  return () => cluster.stop();
}
