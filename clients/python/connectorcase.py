"""What the scripts that drive redshift_connector share: connections to the cluster that is
given as the only argument, and tests that have a schema of their own.
"""

import sys
import unittest

import redshift_connector

import place

CLUSTER = sys.argv.pop()
HOST, PORT = place.endpoint(CLUSTER)


def connect(**more):
    at = {'host': HOST, 'port': PORT, 'database': place.DATABASE, 'user': place.USER, 'password': place.PASSWORD, 'ssl': False}
    return redshift_connector.connect(**{**at, **more})


class Case(unittest.TestCase):
    """A test with a connection of its own, in a schema of its own that goes with it."""

    def setUp(self):
        self.connection = connect()
        self.addCleanup(self.connection.close)
        self.cursor = self.connection.cursor()
        self.schema = 'of_' + self.id().split('.')[-1][5:].lower()
        self.run_all(f'drop schema if exists {self.schema} cascade', f'create schema {self.schema}', f'set search_path to {self.schema}')

    def tearDown(self):
        self.connection.rollback()
        self.run_all(f'drop schema if exists {self.schema} cascade')

    def run_all(self, *statements):
        for sql in statements:
            self.cursor.execute(sql)
        self.connection.commit()

    def rows(self, sql, *parameters):
        self.cursor.execute(sql, parameters or None)
        return [tuple(row) for row in self.cursor.fetchall()]
