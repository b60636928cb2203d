// `node bench/crowd.ts [appointments] [specialists] [seed]`: makes the crowd that the figures at scale are measured on, or says that it is there.
import { fullCrowd, openCrowd } from './crowd/open-crowd.ts';

const [appointments, specialists, seed] = process.argv.slice(2).map(Number);
const size = {
  appointments: appointments ?? fullCrowd.appointments,
  specialists: specialists ?? fullCrowd.specialists,
  seed: seed ?? fullCrowd.seed,
};
const crowd = await openCrowd(size, (line) => process.stdout.write(`${line}\n`));
process.stdout.write(`${new URL(crowd.adminUrl).pathname.slice(1)} at ${new URL(crowd.adminUrl).host}\n`);
await crowd.close();
