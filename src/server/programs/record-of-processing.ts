// `node src/server/programs/record-of-processing.ts [es|en]`: the record of processing activities of this installation as Markdown (art. 30;
// quality 79), made of the data map and of the environment; asks no database.
import { recordOfProcessing } from '#features/privacy/notice/record.ts';
import { readConfig } from '../config.ts';

process.stdout.write(recordOfProcessing(readConfig(process.env).privacy, process.argv[2] === 'en' ? 'en' : 'es'));
