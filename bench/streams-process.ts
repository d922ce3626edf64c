import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { startLoad } from './mqtt-load.ts';

/**
 * One process of the benchmark of streams. `broker PORT`: aedes with nothing behind it. `load JSON`: publishers, which run
 * until a line comes in; then they end and print what was acknowledged.
 */
const [kind, parameter] = process.argv.slice(2) as [string, string];
if (kind === 'broker') {
  const broker = await Aedes.createBroker();
  createServer(broker.handle).listen(Number(parameter), '127.0.0.1', () => console.log('ready'));
} else {
  const load = startLoad(JSON.parse(parameter));
  const told = setInterval(
    () => console.log(JSON.stringify({ acknowledged: load.acknowledged(), lost: load.lost() })),
    500,
  );
  process.stdin.once('data', async () => {
    clearInterval(told);
    await load.stop();
    console.log(JSON.stringify({ acknowledged: load.acknowledged(), lost: load.lost(), ended: true }));
    process.exit(0);
  });
}
