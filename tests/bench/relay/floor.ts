/** The floor: a server that forwards what one client says to all the others, and nothing else. It shares no code with ours. */
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
server.on('connection', (socket) => {
	socket.on('message', (data: Buffer) => {
		for (const other of server.clients) {
			if (other !== socket) other.send(data, { binary: false });
		}
	});
});
server.on('listening', () => {
	process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
