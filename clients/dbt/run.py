"""dbt with dbt-redshift: the project of this folder is seeded, run, run again, snapshotted,
tested and documented, and what stands in the database afterwards is what it says. The
environment names the server; the cluster is given as the only argument.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
from decimal import Decimal

import psycopg

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / 'python'))
import place

CLUSTER = sys.argv.pop()
HOST, PORT = place.endpoint(CLUSTER)


class Project(unittest.TestCase):
    """One project, whose steps follow each other by their names."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.project = shutil.copytree(pathlib.Path(__file__).parent, pathlib.Path(cls.folder.name) / 'project')
        cls.database = psycopg.connect(
            host=HOST, port=PORT, user=place.USER, password=place.PASSWORD, dbname=place.DATABASE, sslmode='disable', autocommit=True
        )
        cls.addClassCleanup(cls.database.close)
        cls.database.execute('drop schema if exists shop cascade; drop schema if exists shop_kept cascade; drop user if exists analyst')
        cls.database.execute("create user analyst password 'Secret99'")

    def dbt(self, *arguments, fails=False):
        """Runs dbt, and gives what each of its nodes came to."""
        done = subprocess.run(
            ['dbt', '--no-use-colors', *arguments, '--profiles-dir', '.'],
            cwd=self.project,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            env={**os.environ, 'DBT_HOST': HOST, 'DBT_PORT': str(PORT), 'DBT_PASSWORD': place.PASSWORD, 'DBT_SEND_ANONYMOUS_USAGE_STATS': 'false'},
        )
        if (done.returncode != 0) != fails:
            raise AssertionError(done.stdout[-6000:] + done.stderr)
        results = (
            json.loads((self.project / 'target' / 'run_results.json').read_text())['results']
            if arguments[0] not in ('debug', 'docs', 'run-operation')
            else []
        )
        return {result['unique_id'].split('.')[2]: result['status'] for result in results}

    def rows(self, sql):
        return self.database.execute(sql).fetchall()

    def test_1_debug(self):
        self.dbt('debug')

    def test_2_seed(self):
        self.assertEqual(self.dbt('seed'), {'raw_customers': 'success', 'raw_orders': 'success'})
        self.assertEqual(self.rows('select id, name from shop.raw_customers order by id'), [(1, 'Ada'), (2, 'Bea'), (3, "it's")])
        self.assertEqual(self.rows('select sum(amount), max(ordered_at)::varchar from shop.raw_orders'), [(Decimal('35.75'), '2026-07-03 01:02:03')])

    def test_3_run(self):
        done = self.dbt('run')
        self.assertEqual(done, dict.fromkeys(('amounts', 'appended', 'customers', 'late_customers', 'merged', 'orders', 'totals'), 'success'))
        self.assertEqual(
            self.rows('select customer, name, orders, amount from shop.totals order by 1'),
            [(1, 'Ada', 2, Decimal('30.50')), (2, 'Bea', 1, Decimal('5.25')), (3, "it's", 0, 0)],
        )
        self.assertEqual(self.rows('select name from shop.late_customers order by 1'), [('ADA',), ('BEA',), ("IT'S",)])
        self.assertEqual(self.rows('select customer, amount from shop.amounts order by 1'), [(1, Decimal('30.50')), (2, Decimal('5.25'))])

    def test_4_run_again(self):
        self.database.execute("insert into shop.raw_orders values (4, 3, 7.00, '2026-07-04 01:02:03')")
        done = self.dbt('run', '--vars', '{with_last: true}')
        self.assertEqual(list(done.values()), ['success'] * 7)
        self.assertEqual(
            self.rows('select customer, orders, amount, last_order::varchar from shop.totals order by 1'),
            [
                (1, 2, Decimal('30.50'), '2026-07-02 01:02:03'),
                (2, 1, Decimal('5.25'), '2026-07-03 01:02:03'),
                (3, 1, Decimal('7.00'), '2026-07-04 01:02:03'),
            ],
        )
        self.assertEqual(
            self.rows('select order_id, amount from shop.merged order by 1'),
            [(1, Decimal('10.50')), (2, Decimal('20.00')), (3, Decimal('5.25')), (4, Decimal('7.00'))],
        )
        self.assertEqual(self.rows('select count(*) from shop.appended'), [(7,)])
        self.assertEqual(
            self.rows('select customer, amount from shop.amounts order by 1'), [(1, Decimal('30.50')), (2, Decimal('5.25')), (3, Decimal('7.00'))]
        )

    def test_5_full_refresh(self):
        self.assertEqual(set(self.dbt('run', '--full-refresh', '--select', 'totals', 'merged', 'amounts').values()), {'success'})
        self.assertEqual(self.rows('select count(*), sum(orders) from shop.totals'), [(3, 4)])

    def test_6_grants(self):
        self.assertEqual(
            self.rows("select has_table_privilege('analyst', 'shop.orders', 'select'), has_table_privilege('analyst', 'shop.totals', 'select')"),
            [(True, False)],
        )

    def test_7_snapshot(self):
        self.assertEqual(self.dbt('snapshot'), {'kept_orders': 'success'})
        self.database.execute('update shop.raw_orders set amount = 11 where id = 1')
        self.assertEqual(self.dbt('snapshot'), {'kept_orders': 'success'})
        self.assertEqual(
            self.rows('select id, amount, dbt_valid_to is null from shop_kept.kept_orders where id <= 2 order by 1, 2'),
            [(1, Decimal('10.50'), False), (1, Decimal('11.00'), True), (2, Decimal('20.00'), True)],
        )

    def test_8_tests(self):
        done = self.dbt('test')
        self.assertEqual(set(done.values()), {'pass'})
        self.assertEqual(len(done), 8)
        self.database.execute('insert into shop.orders select order_id, customer, -amount, ordered_at from shop.orders where order_id = 1')
        done = self.dbt('test', '--select', 'orders', fails=True)
        self.assertEqual(sorted(name for name, status in done.items() if status == 'fail'), ['no_negative_amounts', 'unique_orders_order_id'])

    def test_9_docs(self):
        self.dbt('docs', 'generate')
        catalog = json.loads((self.project / 'target' / 'catalog.json').read_text())
        self.assertIn(catalog['errors'], (None, []))
        orders = catalog['nodes']['model.shop.orders']
        self.assertEqual(
            [(column['name'], column['type']) for column in orders['columns'].values()],
            [('order_id', 'integer'), ('customer', 'integer'), ('amount', 'numeric(10,2)'), ('ordered_at', 'timestamp without time zone')],
        )
        self.assertEqual(orders['metadata']['owner'], 'admin')
        self.assertEqual(catalog['nodes']['model.shop.customers']['metadata']['type'], 'VIEW')
        self.assertIn('model.shop.late_customers', catalog['nodes'])
        self.assertEqual(self.rows("select obj_description('shop.orders'::regclass)"), [('Orders, one a row',)])


if __name__ == '__main__':
    unittest.main()
