"""The Redshift MCP server of AWS Labs against a server: every tool, as an assistant calls
them over the server's standard input and output. The environment names the server; the
cluster is given as the only argument.

The MCP server asks Redshift Serverless too, and gives up on everything when that answers
neither workgroups nor a denial. So that the rest can be seen, it is given an endpoint for
Redshift Serverless that denies everything, as AWS does where a policy says so.
"""

import http.server
import json
import os
import sys
import threading
import time
import unittest

import boto3
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

import known

CLUSTER = sys.argv.pop()
AT = {'cluster_identifier': CLUSTER, 'cluster_type': 'provisioned'}


def run(*sqls):
    """Runs statements as the administrator."""
    data = boto3.client('redshift-data')
    for sql in sqls:
        done = data.execute_statement(Sql=sql, ClusterIdentifier=CLUSTER, Database='dev', DbUser='admin', WaitTimeSeconds=30)
        while done['Status'] in ('SUBMITTED', 'PICKED', 'STARTED'):
            time.sleep(0.05)
            done = data.describe_statement(Id=done['Id'])
        if data.describe_statement(Id=done['Id'])['Status'] != 'FINISHED':
            raise AssertionError((sql, data.describe_statement(Id=done['Id'])['Error']))


class Denial(http.server.BaseHTTPRequestHandler):
    """Denies what is asked, in the words of AWS's services that speak JSON."""

    def do_POST(self):
        self.rfile.read(int(self.headers['Content-Length']))
        body = json.dumps(
            {
                '__type': 'AccessDeniedException',
                'message': 'User is not authorized to perform: redshift-serverless:' + self.headers['X-Amz-Target'].split('.')[1],
            }
        ).encode()
        self.send_response(400)
        self.send_header('Content-Type', 'application/x-amz-json-1.1')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Tools(unittest.IsolatedAsyncioTestCase):
    @classmethod
    def setUpClass(cls):
        denying = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Denial)
        threading.Thread(target=denying.serve_forever, daemon=True).start()
        cls.addClassCleanup(denying.shutdown)
        cls.serverless = f'http://127.0.0.1:{denying.server_port}'
        run(
            'drop schema if exists mcp cascade',
            'create schema mcp',
            'create table mcp.t (a integer not null, b varchar(20), c decimal(10,2) default 1.5)',
            "insert into mcp.t values (1, 'one', 1.50), (2, null, 2.50)",
            'create view mcp.v as select a from mcp.t',
        )

    async def call(self, tool, **arguments):
        """What a tool answers: the values of its parts."""
        return await self.call_with({'AWS_ENDPOINT_URL_REDSHIFT_SERVERLESS': self.serverless}, tool, arguments)

    async def call_with(self, environment, tool, arguments):
        parameters = StdioServerParameters(command='awslabs.redshift-mcp-server', env={**os.environ, 'LOG_LEVEL': 'CRITICAL', **environment})
        async with stdio_client(parameters) as streams, ClientSession(*streams) as session:
            await session.initialize()
            answer = await session.call_tool(tool, arguments)
        text = ''.join(part.text for part in answer.content)
        if getattr(answer, 'is_error', False) or getattr(answer, 'isError', False):
            raise RuntimeError(text)
        return [json.loads(part.text) for part in answer.content]

    async def tools(self):
        parameters = StdioServerParameters(command='awslabs.redshift-mcp-server', env=dict(os.environ))
        async with stdio_client(parameters) as streams, ClientSession(*streams) as session:
            await session.initialize()
            return sorted(tool.name for tool in (await session.list_tools()).tools)

    async def test_clusters(self):
        found = {cluster['identifier']: cluster for cluster in await self.call('list_clusters')}
        self.assertEqual(
            (found[CLUSTER]['type'], found[CLUSTER]['status'], found[CLUSTER]['database_name'], found[CLUSTER]['master_username']),
            ('provisioned', 'available', 'dev', 'admin'),
        )

    @known.fails('UnknownOperationException.*ListWorkgroups')
    async def test_clusters_with_serverless(self):
        """ListWorkgroups of Redshift Serverless is not built."""
        found = await self.call_with({}, 'list_clusters', {})
        self.assertIn(CLUSTER, [cluster['identifier'] for cluster in found])

    async def test_databases(self):
        found = {database['database_name']: database for database in await self.call('list_databases', **AT)}
        self.assertEqual(found['dev']['database_type'], 'local')
        self.assertIsInstance(found['dev']['database_owner'], int)

    async def test_schemas(self):
        found = {schema['schema_name']: schema for schema in await self.call('list_schemas', schema_database_name='dev', **AT)}
        self.assertEqual(found['mcp']['schema_type'], 'local')
        self.assertIn('public', found)

    async def test_tables(self):
        found = await self.call('list_tables', table_database_name='dev', table_schema_name='mcp', **AT)
        self.assertEqual([(table['table_name'], table['table_type']) for table in found], [('t', 'TABLE'), ('v', 'VIEW')])

    async def test_columns(self):
        found = await self.call('list_columns', column_database_name='dev', column_schema_name='mcp', column_table_name='t', **AT)
        self.assertEqual(
            [
                (
                    column['column_name'],
                    column['ordinal_position'],
                    column['is_nullable'],
                    column['data_type'],
                    column['character_maximum_length'],
                    column['numeric_precision'],
                    column['numeric_scale'],
                )
                for column in found
            ],
            [('a', 1, 'NO', 'integer', None, 32, 0), ('b', 2, 'YES', 'character varying', 20, None, None), ('c', 3, 'YES', 'numeric', None, 10, 2)],
        )

    async def test_query(self):
        (answer,) = await self.call('execute_query', database_name='dev', sql='select a, b, c from mcp.t order by a', **AT)
        self.assertEqual((answer['columns'], answer['rows'], answer['row_count']), (['a', 'b', 'c'], [[1, 'one', '1.50'], [2, None, '2.50']], 2))

    async def test_failures(self):
        with self.assertRaisesRegex(RuntimeError, 'column "absent" does not exist'):
            await self.call('execute_query', database_name='dev', sql='select absent from mcp.t', **AT)

    async def test_writes(self):
        with self.assertRaises(RuntimeError):
            await self.call('execute_query', database_name='dev', sql='delete from mcp.t', **AT)
        (answer,) = await self.call('execute_query', database_name='dev', sql='select count(*) from mcp.t', **AT)
        self.assertEqual(answer['rows'], [[2]])
        run('create table mcp.w (a integer)')
        allowed = {'AWS_ENDPOINT_URL_REDSHIFT_SERVERLESS': self.serverless, 'ACCESS_MODE': 'read-write', 'UNSAFE_SKIP_WRITE_CONFIRMATION': 'true'}
        await self.call_with(allowed, 'execute_query', {'database_name': 'dev', 'sql': 'insert into mcp.w values (1), (2)', **AT})
        (answer,) = await self.call('execute_query', database_name='dev', sql='select count(*) from mcp.w', **AT)
        self.assertEqual(answer['rows'], [[2]])

    async def test_review(self):
        """The review of a cluster asks its system views."""
        (answer,) = await self.call('review_cluster', database_name='dev', **AT)
        self.assertGreater(answer['signals_evaluated'], 20)
        self.assertIn('ATOWorkerActions', answer['queries_executed'])
        self.assertLessEqual(
            {advice for finding in answer['findings'] for advice in finding['recommendation_ids']},
            {advice['id'] for advice in answer['recommendations']},
        )

    async def test_the_tools(self):
        self.assertEqual(
            await self.tools(), ['execute_query', 'list_clusters', 'list_columns', 'list_databases', 'list_schemas', 'list_tables', 'review_cluster']
        )


if __name__ == '__main__':
    unittest.main()
