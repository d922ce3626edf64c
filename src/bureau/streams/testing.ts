import { silentLog, systemClock } from '../../kernel/index.ts';
import { createAccess } from '../access/index.ts';
import { openTestCollection, operator, readStandardText } from '../collection/testing.ts';
import { createStreams } from './service.ts';

/** Readings of devices, keyed by device and time. */
export const readings = readStandardText(`
id: demo.readings
title: { zh: 监测读数, en: Readings }
key: [device, at]
fields:
  - { name: device, title: { zh: 设备, en: Device }, type: string, required: true }
  - { name: at, title: { zh: 时间, en: Time }, type: datetime, required: true }
  - { name: value, title: { zh: 读数, en: Value }, type: decimal, min: 0 }
`);

/** The stream of `readings`: `meters/<device>/reading`. */
export const readingsStream = {
  id: 'demo.meters',
  title: { zh: '电表读数', en: 'Meter readings' },
  dataset: 'demo.readings',
  topics: ['meters/+/reading'],
  payload: 'json',
  fields: { device: 'topic.2' },
  time: 'at',
  batch: { seconds: 0.3 },
};

/**
 * Streams on a collection of their own, with the dataset of `readings`. While `gate` says so, no batch is collected, as under
 * an engine that has much to do.
 */
export async function openTestStreams({ gate }: { gate?: () => Promise<void> } = {}) {
  const test = await openTestCollection();
  const collect: typeof test.collection.collect = async (order) => {
    await gate?.();
    return test.collection.collect(order);
  };
  await test.dataset(readings);
  const make = () =>
    createStreams({
      ...test,
      collection: { ...test.collection, collect },
      access: createAccess({ clock: systemClock }),
      config: {
        dataFolder: test.dataFolder,
        secretKey: null,
        mqttHost: '127.0.0.1',
        mqttPort: 1883,
        mqttTls: null,
        publicUrl: 'http://127.0.0.1:8080',
      },
      clock: systemClock,
      log: silentLog,
    });
  let streams = make();
  return {
    ...test,
    get streams() {
      return streams;
    },
    /** Further streams on the same data, as of another server. */
    another: make,
    /** Ends the streams and opens them anew on the same data, as a restart does. */
    async restart() {
      await streams.stop();
      streams = make();
      await streams.start();
    },
    /** Waits until all that was acknowledged is a version. */
    async drained(id: string) {
      const asked = new Date().toISOString();
      for (let round = 0; round < 300; round++) {
        const stream = await streams.get(operator, id);
        if (stream.live && stream.live.at > asked && stream.live.lagBytes === 0) return stream;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error('the stream was not drained');
    },
    async close() {
      await streams.stop();
      await test.close();
    },
  };
}
