// graphql-ws or graphql-sse against the served API: transport, address, token, id of an import. Prints a line for each value, then how it ended.
import { createClient as createSocketClient } from 'graphql-ws';
import { createClient as createEventClient } from 'graphql-sse';
import WebSocket from 'ws';

const [transport, address, token, id] = process.argv.slice(2);
const Authorization = `Bearer ${token}`;
const patience = { retryAttempts: 10_000, retryWait: () => new Promise((resolve) => setTimeout(resolve, 200)) }; // a service that restarts comes back
const client =
  transport === 'ws'
    ? createSocketClient({ url: `${address.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, connectionParams: { Authorization }, shouldRetry: () => true, ...patience })
    : createEventClient({ url: `${address}/graphql`, headers: { Authorization }, ...patience });
const query = 'subscription Watch($id: ID!) { importRun(id: $id) { state checked written mistakes } }';

client.subscribe(
  { query, variables: { id } },
  {
    next: (value) => console.log(JSON.stringify(value)),
    error: (error) => { console.log(JSON.stringify({ error: error.code ?? error.message ?? error })); process.exit(1); },
    complete: () => { console.log('complete'); process.exit(0); },
  },
);
