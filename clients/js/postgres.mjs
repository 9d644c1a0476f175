// Drives node-postgres against the cluster that CLUSTER names, on the server that the
// environment names: queries, parameters, types, pools, cursors, transactions, errors.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DescribeClustersCommand, RedshiftClient } from "@aws-sdk/client-redshift";
import pg from "pg";
import Cursor from "pg-cursor";

const at = { user: "admin", password: "Secret99", database: "dev", ssl: false };
let client;

// What the server says without having been asked.
const unasked = [];

function open(more = {}) {
  const opened = new pg.Client({ ...at, ...more });
  opened.on("error", (error) => unasked.push(error));
  return opened;
}

before(async () => {
  const { Clusters: [cluster] } = await new RedshiftClient({}).send(new DescribeClustersCommand({ ClusterIdentifier: process.env.CLUSTER }));
  Object.assign(at, { host: cluster.Endpoint.Address, port: Number(process.env.SQL_PORT ?? cluster.Endpoint.Port) });
  client = open();
  await client.connect();
  await client.query("create temporary table t (a integer, b varchar(100), c decimal(10,2), d timestamp)");
});

after(() => client.end());

test("types", async () => {
  const { rows: [row], fields } = await client.query(`select 7::smallint a, (-2147483648)::integer b, 9223372036854775807::bigint c, 12345678901234567890.12::decimal(38,2) d, 1.5::real e,
    0.1::double precision f, true g, 'ab'::char(5) h, 'é日本'::varchar(20) i, date '2026-07-29' j, time '01:02:03.5' k, timetz '01:02:03+00' l, timestamp '2026-07-29 01:02:03.456' m,
    timestamptz '2026-07-29 01:02:03+02' n, null::integer o, json_parse('{"a":1}') p, interval '1 year 2 months' year to month q`);
  const { j, m, n, q, ...rest } = row;
  assert.deepEqual(rest, {
    a: 7, b: -2147483648, c: "9223372036854775807", d: "12345678901234567890.12", e: 1.5, f: 0.1, g: true, h: "ab   ", i: "é日本", k: "01:02:03.5", l: "01:02:03+00", o: null, p: '{"a":1}',
  });
  assert.deepEqual(j, new Date(2026, 6, 29));
  assert.deepEqual(m, new Date(2026, 6, 29, 1, 2, 3, 456));
  assert.equal(n.toISOString(), "2026-07-28T23:02:03.000Z");
  assert.equal(q, "1 year 2 mons");
  assert.deepEqual(fields.slice(0, 6).map((f) => f.dataTypeID), [21, 23, 20, 1700, 700, 701]);
});

test("parameters", async () => {
  const moment = new Date(2026, 6, 29, 1, 2, 3, 456);
  await client.query("delete from t");
  const inserted = await client.query("insert into t values ($1, $2, $3, $4), ($5, $6, $7, $8)", [1, "it's", "1.50", moment, null, null, null, null]);
  assert.equal(inserted.rowCount, 2);
  const { rows } = await client.query("select * from t where a = $1 or a is null order by a", [1]);
  assert.deepEqual(rows, [{ a: 1, b: "it's", c: "1.50", d: moment }, { a: null, b: null, c: null, d: null }]);
});

test("a prepared statement, as arrays", async () => {
  for (let i = 0; i < 20; i++) {
    const { rows } = await client.query({ name: "plus", text: "select $1::integer + 1, $2::varchar", values: [i, `x${i}`], rowMode: "array" });
    assert.deepEqual(rows, [[i + 1, `x${i}`]]);
  }
});

test("several statements at once", async () => {
  const results = await client.query("select 1 as one; select 2 as two");
  assert.deepEqual(results.map((r) => r.rows), [[{ one: 1 }], [{ two: 2 }]]);
});

test("a transaction", async () => {
  await client.query("delete from t");
  await client.query("begin");
  await client.query("insert into t (a) values (1)");
  await assert.rejects(client.query("select absent from t"), { code: "42703", severity: "ERROR", message: /column "absent" does not exist/ });
  await assert.rejects(client.query("select 1"), { code: "25P02" });
  await client.query("rollback");
  assert.deepEqual((await client.query("select count(*) from t")).rows, [{ count: "0" }]);
});

test("errors have their place", async () => {
  await assert.rejects(client.query("select 1 from absent"), { code: "42P01", position: "15" });
  await assert.rejects(client.query("select $1::integer", ["x"]), { code: "22P02" });
});

test("a cursor", async () => {
  const cursor = client.query(new Cursor("select i from generate_series(1, $1) g(i) order by i", [250]));
  const sizes = [];
  for (let rows = await cursor.read(100); rows.length > 0; rows = await cursor.read(100)) sizes.push(rows.length);
  assert.deepEqual(sizes, [100, 100, 50]);
  await cursor.close();
});

test("a pool", async () => {
  const pool = new pg.Pool({ ...at, max: 4 });
  pool.on("error", (error) => unasked.push(error));
  pool.on("connect", (connected) => connected.on("error", (error) => unasked.push(error)));
  const results = await Promise.all(Array.from({ length: 20 }, (_, i) => pool.query("select $1::integer * 2 as n", [i])));
  assert.deepEqual(results.map((r) => r.rows[0].n), Array.from({ length: 20 }, (_, i) => 2 * i));
  await pool.end();
});

test("a timeout, and a wrong password", async () => {
  const slow = open({ statement_timeout: 500 });
  await slow.connect();
  await assert.rejects(slow.query("select count(*) from generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(j) where a.i + b.j = -1"), { code: "57014" });
  await slow.end();
  await assert.rejects(open({ password: "wrong" }).connect(), { code: "28P01" });
});

test("sessions end without a word", async () => {
  const short = open();
  await short.connect();
  await short.end();
  assert.deepEqual(unasked, []);
});
