const usualPorts: Record<string, number> = { mqtt: 1883, mqtts: 8883, ws: 80, wss: 443 };

/** Where another broker is, by its URL: scheme, host and port, the usual one when none is named. */
export function brokerAddress(url: string): { scheme: string; host: string; port: number } {
  const { protocol, hostname, port } = new URL(url);
  const scheme = protocol.slice(0, -1);
  return { scheme, host: hostname.toLowerCase(), port: Number(port) || usualPorts[scheme]! };
}
