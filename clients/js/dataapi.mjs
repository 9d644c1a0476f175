// The Data API with AWS's SDK for JavaScript: all operations, the paginators, the
// members of values, and errors by their classes. CLUSTER names the cluster.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { before, test } from "node:test";
import {
  BatchExecuteStatementCommand, CancelStatementCommand, DescribeStatementCommand, ExecuteStatementCommand, GetStatementResultCommand,
  ListSessionsCommand, RedshiftDataClient, ResourceNotFoundException, ValidationException, paginateDescribeTable,
  paginateGetStatementResult, paginateGetStatementResultV2, paginateListDatabases, paginateListSchemas, paginateListSessions,
  paginateListStatements, paginateListTables,
} from "@aws-sdk/client-redshift-data";

const at = { ClusterIdentifier: process.env.CLUSTER, Database: "dev", DbUser: "admin" };
const endless = "select count(*) from generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(j) where a.i + b.j = -1";
const client = new RedshiftDataClient({});
const ended = new Set(["FINISHED", "FAILED", "ABORTED"]);

// end waits for a statement's end, by long polling, and describes it.
async function end({ Id }) {
  for (;;) {
    const described = await client.send(new DescribeStatementCommand({ Id, WaitTimeSeconds: 30 }));
    if (ended.has(described.Status)) return described;
  }
}

const submit = (Sql, more = at) => client.send(new ExecuteStatementCommand({ Sql, ...more }));
const run = async (Sql, more) => end(await submit(Sql, more));
const batch = async (Sqls, more = {}) => end(await client.send(new BatchExecuteStatementCommand({ Sqls, ...at, WaitTimeSeconds: 30, ...more })));
const records = async (Id) => (await client.send(new GetStatementResultCommand({ Id }))).Records;

// pages collects what each page of a paginator has under a name. The input is copied:
// the SDK writes into it.
async function pages(paginate, name, pageSize, input) {
  const all = [];
  for await (const page of paginate({ client, pageSize }, { ...input })) all.push(page[name]);
  return all;
}

before(() => batch(["create schema shop", "create table shop.a (id integer not null, name varchar(20))", "create table shop.b (id bigint)", "create view shop.c as select 1 as one"]));

test("values are the members that AWS documents", async () => {
  const { Id, ResultRows, HasResultSet, CreatedAt } = await run(`select 42, (-7)::smallint, 0.1::double precision, true, 12.30::decimal(8, 2),
    'é日', '', null::integer, timestamp '2020-08-21 17:33:51.88712'`);
  assert.deepEqual(await records(Id), [[
    { longValue: 42 }, { longValue: -7 }, { doubleValue: 0.1 }, { booleanValue: true }, { stringValue: "12.30" },
    { stringValue: "é日" }, { stringValue: "" }, { isNull: true }, { stringValue: "2020-08-21 17:33:51.88712" },
  ]]);
  assert.deepEqual([ResultRows, HasResultSet, CreatedAt instanceof Date], [1, true, true]);
});

test("results of several pages, as JSON and as CSV", async () => {
  const sql = "select i, repeat('x', 500) from generate_series(0, 5999) r(i) order by i";
  const rows = await pages(paginateGetStatementResult, "Records", undefined, { Id: (await run(sql)).Id });
  assert.ok(rows.length > 2);
  assert.deepEqual(rows.flat().map((row) => row[0].longValue), [...Array(6000).keys()]);
  const { Id } = await run(sql, { ...at, ResultFormat: "CSV" });
  const texts = (await pages(paginateGetStatementResultV2, "Records", undefined, { Id, WaitTimeSeconds: 30 })).flat().map((r) => r.CSVRecords);
  assert.ok(texts.length > 2);
  const lines = texts.join("").split("\r\n");
  assert.equal(lines.pop(), "");
  assert.deepEqual(lines.map((line) => Number(line.split(",")[0])), [...Array(6000).keys()]);
});

test("a batch shares parameters, in one transaction or statement by statement", async () => {
  const Parameters = [{ name: "one", value: "1" }, { name: "two", value: "2" }];
  const done = await batch(["create table b (a integer)", "insert into b values (:one), (:two)", "select a from b where a > :one"], { Parameters });
  assert.equal(done.ExecutionMode, "TRANSACTION");
  assert.deepEqual(done.SubStatements.map((s) => [s.Status, s.ResultRows]), [["FINISHED", -1], ["FINISHED", 2], ["FINISHED", 1]]);
  assert.deepEqual(await records(`${done.Id}:3`), [[{ longValue: 2 }]]);
  for (const [ExecutionMode, left] of [["TRANSACTION", 2], ["AUTO_COMMIT", 4]]) {
    const failed = await batch(["insert into b values (3)", "select * from absent", "insert into b values (4)"], { ExecutionMode });
    assert.equal(failed.Status, "FAILED");
    assert.match(failed.Error, /^Query #2 failed with ERROR: relation "absent" does not exist/);
    assert.deepEqual(await records((await run("select count(*) from b")).Id), [[{ longValue: left }]]);
  }
});

test("a session keeps its tables, and a query in it is cancelled", async () => {
  const { SessionId } = await run("create temp table kept as select 42 as answer", { ...at, SessionKeepAliveSeconds: 600 });
  await run("select 1", { ...at, SessionKeepAliveSeconds: 600 });
  assert.deepEqual(await records((await run("select answer from kept", { SessionId })).Id), [[{ longValue: 42 }]]);
  const listed = await pages(paginateListSessions, "Sessions", 1, { Status: "AVAILABLE" });
  assert.deepEqual(listed.map((page) => page.length), [1, 1]);
  assert.ok(listed.flat().some((s) => s.SessionId === SessionId && s.SessionAliveSeconds === 600 && s.SessionTtl > s.CreatedAt));
  const started = await submit(endless, { SessionId });
  const { Sessions: [busy] } = await client.send(new ListSessionsCommand({ SessionId }));
  assert.deepEqual([busy.Status, busy.CurrentStatementId], ["BUSY", started.Id]);
  assert.equal((await client.send(new CancelStatementCommand({ Id: started.Id }))).Status, true);
  assert.equal((await end(started)).Status, "ABORTED");
});

test("the catalogue, page by page", async () => {
  assert.deepEqual(await pages(paginateListDatabases, "Databases", 1, at), [["dev"]]);
  assert.deepEqual(await pages(paginateListSchemas, "Schemas", 2, at), [["information_schema", "pg_catalog"], ["public", "shop"]]);
  const tables = await pages(paginateListTables, "Tables", 2, { ...at, SchemaPattern: "shop" });
  assert.deepEqual(tables.map((page) => page.map((t) => `${t.schema}.${t.name} ${t.type}`)), [["shop.a TABLE", "shop.b TABLE"], ["shop.c VIEW"]]);
  const columns = await pages(paginateDescribeTable, "ColumnList", 1, { ...at, Schema: "shop", Table: "a" });
  assert.deepEqual(columns.map((page) => page.map((c) => `${c.name} ${c.typeName} ${c.nullable}`)), [["id int4 0"], ["name varchar 1"]]);
});

test("statements are listed by the beginning of their name", async () => {
  const ids = [];
  for (const i of [1, 2, 3]) ids.unshift((await run(`select ${i}`, { ...at, StatementName: `listed-${i}` })).Id);
  const listed = await pages(paginateListStatements, "Statements", 2, { StatementName: "listed-" });
  assert.deepEqual(listed.map((page) => page.map((s) => s.Id)), [ids.slice(0, 2), ids.slice(2)]);
});

test("errors are of the SDK's classes", async () => {
  const Id = randomUUID();
  await assert.rejects(client.send(new DescribeStatementCommand({ Id })), (error) =>
    error instanceof ResourceNotFoundException && error.ResourceId === Id && error.message === "Query does not exist." && error.$metadata.httpStatusCode === 400);
  await assert.rejects(submit("select :a", { ...at, Parameters: [{ name: "b", value: "1" }] }), (error) =>
    error instanceof ValidationException && /Unused parameters: \[b\]/.test(error.message));
  await assert.rejects(submit("select 1", { ...at, SessionId: Id }), ValidationException);
  const ClientToken = randomUUID();
  const first = await submit("select 1", { ...at, ClientToken });
  assert.equal((await submit("select 1", { ...at, ClientToken })).Id, first.Id);
  const { Status, Error: text } = await run("select nothing");
  assert.equal(Status, "FAILED");
  assert.match(text, /^ERROR: column "nothing" does not exist/);
});
