// Runs all audits of graphql-http against an address under a host name; prints one JSON line per audit.
// `node:http` instead of `fetch`, because only it lets the Host header be chosen.
import http from "node:http";
import { serverAudits } from "graphql-http";

const [url, added] = [process.argv[2], JSON.parse(process.argv[3])];

const fetchFn = (address, { method = "GET", headers = {}, body } = {}) =>
  new Promise((resolve, reject) => {
    const request = http.request(address, { method, headers: { ...headers, ...added } }, (answer) => {
      const chunks = [];
      answer.on("data", (chunk) => chunks.push(chunk));
      answer.on("end", () =>
        resolve(new Response(Buffer.concat(chunks), { status: answer.statusCode, headers: answer.headers })),
      );
    });
    request.on("error", reject);
    request.end(body);
  });

for (const audit of serverAudits({ url, fetchFn })) {
  const { status, reason } = await audit.fn();
  console.log(JSON.stringify({ id: audit.id, name: audit.name, status, reason }));
}
