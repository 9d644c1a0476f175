// Signs requests in the ways that JavaScript has and sends them to the server that the
// environment names: by GET and by POST, in the header and in the query; each once
// more with a wrong secret.
import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { request } from "node:http";
import { test } from "node:test";
import { SignatureV4 } from "@smithy/signature-v4";
import aws4 from "aws4";
import { AwsClient } from "aws4fetch";

const endpoint = new URL(process.env.AWS_ENDPOINT_URL);
const region = process.env.AWS_REGION;
const right = { accessKeyId: process.env.AWS_ACCESS_KEY_ID, secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY };
const wrong = { ...right, secretAccessKey: "wrong" };
const formType = "application/x-www-form-urlencoded; charset=utf-8";
const identity = "Action=GetCallerIdentity&Version=2011-06-15";
const clusters = "Action=DescribeClusters&Version=2012-12-01";
const statement = JSON.stringify({ ClusterIdentifier: "demo", Database: "dev", DbUser: "demo", Sql: "select 'é'", WaitTimeSeconds: 10 });
const statementHeaders = { "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "RedshiftData.ExecuteStatement" };

// A request that each signer is given, and what the answer has to hold.
const cases = [
  { name: "GET", service: "redshift", method: "GET", query: clusters, says: /<ClusterIdentifier>demo</ },
  { name: "GET presigned", service: "sts", method: "GET", query: identity, presigned: true, says: /arn:aws:iam::123456789012:root/ },
  { name: "POST", service: "sts", method: "POST", headers: { "Content-Type": formType }, body: identity, says: /arn:aws:iam::123456789012:root/ },
  { name: "POST JSON", service: "redshift-data", method: "POST", headers: statementHeaders, body: statement, says: /"Status":"FINISHED"/ },
];

// send sends a request as it is; fetch would add headers to it.
function send(method, path, headers, body) {
  return new Promise((resolve, reject) => {
    const req = request({ host: endpoint.hostname, port: endpoint.port, method, path, headers }, (res) => {
      let text = "";
      res.on("data", (piece) => (text += piece));
      res.on("end", () => resolve({ status: res.statusCode, text }));
    });
    req.on("error", reject);
    req.end(body);
  });
}

async function withAws4(c, credentials) {
  const path = "/" + (c.query ? "?" + c.query : "");
  const signed = aws4.sign(
    { host: endpoint.host, path, service: c.service, region, method: c.method, headers: { ...c.headers }, body: c.body, signQuery: c.presigned },
    credentials,
  );
  return send(c.method, signed.path, signed.headers, c.body);
}

async function withAws4fetch(c, credentials) {
  const client = new AwsClient({ ...credentials, service: c.service, region, retries: 0 });
  const url = endpoint.origin + "/" + (c.query ? "?" + c.query : "");
  const res = await client.fetch(url, { method: c.method, headers: c.headers, body: c.body, aws: { signQuery: c.presigned } });
  return { status: res.status, text: await res.text() };
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

async function withSDK(c, credentials) {
  const signer = new SignatureV4({ credentials, region, service: c.service, sha256: Sha256 });
  const query = Object.fromEntries(new URLSearchParams(c.query));
  const unsigned = {
    protocol: endpoint.protocol, hostname: endpoint.hostname, port: Number(endpoint.port), method: c.method, path: "/", query,
    headers: { host: endpoint.host, ...c.headers }, body: c.body,
  };
  const signed = c.presigned ? await signer.presign(unsigned, { expiresIn: 60 }) : await signer.sign(unsigned);
  const pairs = Object.entries(signed.query).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return send(signed.method, signed.path + (pairs.length ? "?" + pairs.join("&") : ""), signed.headers, signed.body);
}

for (const [signer, ask] of Object.entries({ aws4: withAws4, aws4fetch: withAws4fetch, "@smithy/signature-v4": withSDK })) {
  for (const c of cases) {
    test(`${signer}, ${c.name}`, async () => {
      const answer = await ask(c, right);
      assert.equal(answer.status, 200, answer.text);
      assert.match(answer.text, c.says);
      const refusal = await ask(c, wrong);
      const json = c.service === "redshift-data";
      assert.equal(refusal.status, json ? 400 : 403, refusal.text);
      assert.match(refusal.text, json ? /InvalidSignatureException/ : /<Code>SignatureDoesNotMatch</);
    });
  }
}
