/** `npm run train -- …`: a logistic model for `PUT /v1/models/{name}`, by what a Tower recorded or by a file of acts. */
import { printFailure } from './start/failure.ts';
import { trainByFiles } from './train/higgs/train-by-files.ts';
import { trainByTower } from './train/tower/train-by-tower.ts';
import { readTrainOptions } from './train/train-options.ts';

try {
  const options = readTrainOptions(process.argv.slice(2));
  const report =
    options.from === 'acts' ? await trainByFiles(options) : await trainByTower(options, process.env, Date.now());
  console.log(report);
} catch (error) {
  printFailure(error);
  process.exitCode = 1;
}
// Nothing is left to do; a kept-alive connection must not hold the process.
process.exit();
