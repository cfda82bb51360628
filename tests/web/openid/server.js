// A real OpenID provider for tests, on the port and for the callback that are given: node server.js PORT CALLBACK
// Whoever signs in is believed; the address and the name of "nour" are known.

import { Provider } from "oidc-provider";

const [port, callback] = process.argv.slice(2);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: "talent", client_secret: "a secret of the test", redirect_uris: [callback] }],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  cookies: { keys: ["of the test"] },
  features: { devInteractions: { enabled: true } },
  pkce: { required: () => true },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: `${id}@people.example`, email_verified: true, name: `${id} (invented)` }),
  }),
});

provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
