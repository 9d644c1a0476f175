// Drives the AWS SDK for JavaScript against the server that the environment
// names: its waiters, its paginators, and what it makes of refusals.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CreateClusterCommand, DeleteClusterCommand, DescribeClustersCommand, RedshiftClient,
  paginateDescribeClusters, waitUntilClusterAvailable, waitUntilClusterDeleted,
} from "@aws-sdk/client-redshift";
import {
  CancelStatementCommand, DescribeStatementCommand, ExecuteStatementCommand, RedshiftDataClient,
  paginateGetStatementResult, paginateListStatements,
} from "@aws-sdk/client-redshift-data";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

const redshift = new RedshiftClient({});
const data = new RedshiftDataClient({});
const quick = { client: redshift, maxWaitTime: 60, minDelay: 0.1, maxDelay: 0.5 };

test("identity", async () => {
  const me = await new STSClient({}).send(new GetCallerIdentityCommand({}));
  assert.equal(me.Arn, "arn:aws:iam::123456789012:root");
});

test("a cluster from create to delete, with rows in between", async () => {
  const ClusterIdentifier = "from-js";
  await redshift.send(new CreateClusterCommand({
    ClusterIdentifier, NodeType: "ra3.large", MasterUsername: "admin", MasterUserPassword: "Secret99",
  }));
  await waitUntilClusterAvailable(quick, { ClusterIdentifier });
  const names = [];
  for await (const page of paginateDescribeClusters({ client: redshift, pageSize: 20 }, {})) {
    names.push(...page.Clusters.map((c) => c.ClusterIdentifier));
  }
  assert.deepEqual(names, [ClusterIdentifier]);

  const run = (Sql, more = {}) => data.send(new ExecuteStatementCommand({
    ClusterIdentifier, Database: "dev", DbUser: "admin", Sql, WaitTimeSeconds: 20, ...more,
  }));
  await run("create table t (a integer, b varchar(20), c decimal(6,2))");
  await run("insert into t values (1, :b, 1.5)", { Parameters: [{ name: "b", value: "x'y" }] });
  const { Id, Status } = await run("select a, b, c, null as d from t");
  assert.equal(Status, "FINISHED");
  const described = await data.send(new DescribeStatementCommand({ Id }));
  assert.equal(described.ResultRows, 1);
  assert.ok(described.CreatedAt instanceof Date);
  const rows = [];
  for await (const page of paginateGetStatementResult({ client: data }, { Id })) rows.push(...page.Records);
  assert.deepEqual(rows, [[{ longValue: 1 }, { stringValue: "x'y" }, { stringValue: "1.50" }, { isNull: true }]]);
  let listed = 0;
  for await (const page of paginateListStatements({ client: data, pageSize: 2 }, { Status: "ALL" })) listed += page.Statements.length;
  assert.equal(listed, 3);

  const long = await run("select count(*) from generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(j) where a.i + b.j = -1", { WaitTimeSeconds: undefined });
  assert.equal((await data.send(new CancelStatementCommand({ Id: long.Id }))).Status, true);
  assert.equal((await data.send(new DescribeStatementCommand({ Id: long.Id }))).Status, "ABORTED");

  await redshift.send(new DeleteClusterCommand({ ClusterIdentifier, SkipFinalClusterSnapshot: true }));
  await waitUntilClusterDeleted(quick, { ClusterIdentifier });
});

test("refusals have AWS's names", async () => {
  await assert.rejects(redshift.send(new DescribeClustersCommand({ ClusterIdentifier: "absent" })), { name: "ClusterNotFoundFault" });
  const wrong = { credentials: { accessKeyId: process.env.AWS_ACCESS_KEY_ID, secretAccessKey: "wrong" }, maxAttempts: 1 };
  await assert.rejects(new RedshiftClient(wrong).send(new DescribeClustersCommand({})), { name: "SignatureDoesNotMatch" });
  await assert.rejects(new RedshiftDataClient(wrong).send(new DescribeStatementCommand({ Id: crypto.randomUUID() })), { name: "InvalidSignatureException" });
  await assert.rejects(data.send(new DescribeStatementCommand({ Id: crypto.randomUUID() })), { name: "ResourceNotFoundException" });
});
