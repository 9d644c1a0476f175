// Makes mistakes with the signers that JavaScript has, against the server that the
// environment names. Each line of the output is one mistake in JSON: the cause that
// has to be found, the signer, and what the server says.
import { createHash, createHmac } from "node:crypto";
import { request } from "node:http";
import { SignatureV4 } from "@smithy/signature-v4";
import aws4 from "aws4";
import { AwsV4Signer } from "aws4fetch";

const endpoint = new URL(process.env.AWS_ENDPOINT_URL);
const region = "us-east-1";
const key = { accessKeyId: process.env.AWS_ACCESS_KEY_ID, secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY };
const statement = { Database: "dev", Sql: "select 'é' / 2" };
const headers = { "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "RedshiftData.ExecuteStatement" };
const clusters = "Action=DescribeClusters&Version=2012-12-01";

// send sends a request as it is; fetch would add headers to it.
function send(method, path, headers, body) {
  return new Promise((resolve, reject) => {
    const req = request({ host: endpoint.hostname, port: endpoint.port, method, path, headers }, (res) => {
      let text = "";
      res.on("data", (piece) => (text += piece));
      res.on("end", () => resolve({ told: res.headers["x-countersign-cause"] ?? "", status: res.statusCode, body: text }));
    });
    req.on("error", reject);
    req.end(body);
  });
}

function withAws4(options, credentials = key) {
  return aws4.sign({ host: endpoint.host, path: "/", service: "redshift-data", region, method: "POST", headers: { ...headers }, ...options }, credentials);
}

class Sha256 {
  constructor(secret) {
    this.hash = secret ? createHmac("sha256", secret) : createHash("sha256");
  }
  update(data) {
    this.hash.update(data);
  }
  async digest() {
    return this.hash.digest();
  }
}

const sdk = (options = {}) => new SignatureV4({ credentials: key, region, service: "redshift-data", sha256: Sha256, ...options });
const unsigned = (more = {}) => ({
  protocol: endpoint.protocol, hostname: endpoint.hostname, port: Number(endpoint.port), method: "POST", path: "/", query: {},
  headers: { host: endpoint.host, ...headers }, body: JSON.stringify(statement), ...more,
});
const withQuery = (r) => r.path + "?" + Object.entries(r.query).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");

const mistakes = [
  ["payload-json-rewritten", "aws4", async () => {
    const signed = withAws4({ body: JSON.stringify(statement, null, 2) });
    delete signed.headers["Content-Length"];
    return send("POST", signed.path, signed.headers, JSON.stringify(statement));
  }],
  ["payload-empty-signed", "aws4", async () => {
    const signed = withAws4({});
    delete signed.headers["Content-Length"];
    return send("POST", signed.path, signed.headers, JSON.stringify(statement));
  }],
  ["host-port", "aws4", async () => {
    const signed = withAws4({ host: endpoint.hostname, body: "{}" });
    return send("POST", signed.path, { ...signed.headers, Host: endpoint.host }, "{}");
  }],
  ["secret-trailing-newline", "aws4", async () => {
    const signed = withAws4({ body: "{}" }, { ...key, secretAccessKey: key.secretAccessKey + "\n" });
    return send("POST", signed.path, signed.headers, "{}");
  }],
  ["key-unknown", "aws4", async () => {
    const signed = withAws4({ body: "{}" }, { ...key, accessKeyId: "AKIAZ3MGNLQ7RT2WNONE" });
    return send("POST", signed.path, signed.headers, "{}");
  }],
  ["query-parameter-added", "aws4fetch", async () => {
    const signed = await new AwsV4Signer({ ...key, service: "redshift", region, url: `${endpoint.origin}/?${clusters}` }).sign();
    return send("GET", `/?${clusters}&utm_source=mail`, { ...Object.fromEntries(signed.headers), Host: endpoint.host });
  }],
  ["clock-skew-whole-hours", "@smithy/signature-v4", async () => {
    const signed = await sdk().sign(unsigned(), { signingDate: new Date(Date.now() - 2 * 3600_000) });
    return send(signed.method, signed.path, signed.headers, signed.body);
  }],
  ["region-pseudo", "@smithy/signature-v4", async () => {
    const signed = await sdk({ region: "aws-global" }).sign(unsigned());
    return send(signed.method, signed.path, signed.headers, signed.body);
  }],
  ["payload-unsigned", "@smithy/signature-v4", async () => {
    const signed = await sdk().sign(unsigned({ headers: { host: endpoint.host, ...headers, "x-amz-content-sha256": "UNSIGNED-PAYLOAD" } }));
    return send(signed.method, signed.path, signed.headers, signed.body);
  }],
  ["path-encoded-once", "@smithy/signature-v4", async () => {
    const signed = await sdk({ uriEscapePath: false }).sign(unsigned({ path: "/a%20b" }));
    return send(signed.method, signed.path, signed.headers, signed.body);
  }],
  ["content-type-changed", "@smithy/signature-v4", async () => {
    const signed = await sdk().sign(unsigned());
    return send(signed.method, signed.path, { ...signed.headers, "Content-Type": "application/x-amz-json-1.1; charset=utf-8" }, signed.body);
  }],
  ["presigned-for-another-method", "@smithy/signature-v4", async () => {
    const signed = await sdk({ service: "redshift" }).presign(
      unsigned({ body: undefined, headers: { host: endpoint.host }, query: Object.fromEntries(new URLSearchParams(clusters)) }), { expiresIn: 60 });
    return send("GET", withQuery(signed), signed.headers);
  }],
];

for (const [id, signer, make] of mistakes) {
  console.log(JSON.stringify({ id, signer, ...(await make()) }));
}
