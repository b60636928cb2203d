import { startEmbedded } from '#db/embedded.ts';
import { roleUrls } from '#db/migrate.ts';
import { openDatabase, type Database } from '#db/open.ts';
import { clusterDirectory, rolePassword } from '../compose.ts';
import { readConfig, type Config } from '../config.ts';

export interface Installation {
  config: Config;
  database: Database;
  close(): Promise<void>;
}

/** The installation that the environment names, for programs of the operator; the product may run meanwhile. */
export async function openInstallation(): Promise<Installation> {
  const config = readConfig(process.env);
  const embedded = config.databaseUrl ? null : await startEmbedded({ directory: clusterDirectory(config), fsync: 'on', say: () => {} });
  const database = openDatabase(roleUrls(config.databaseUrl ?? embedded?.url ?? '', rolePassword(config)), { app: 1, worker: 1 });
  return {
    config,
    database,
    async close() {
      await database.close();
      await embedded?.stop();
    },
  };
}
