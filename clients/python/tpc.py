"""TPC-H's 22 queries and TPC-DS's 99 on the cluster, against the engine's own answers.

Data of a small scale is made in a local engine and brought to the cluster with INSERT,
into tables with Redshift's types, encodings and keys. Each query then runs on both, word
for word as the engine's extensions hold it. What fails or differs, but for the digits that
Redshift cuts off, is printed, and the program ends with 1. The endpoint is given in libpq's variables; the arguments, if any,
are the queries to run, as in h1 or ds72.
"""

import concurrent.futures
import datetime
import decimal
import importlib
import math
import pathlib
import re
import sys
import time

import duckdb
import psycopg

BATCH = 200  # rows of an INSERT
LOADERS = 3  # connections that load

# Where each table's rows live and how they are sorted. A table that is not here is
# small and goes to all nodes.
KEYS = {
    'h': {
        'customer': 'diststyle key distkey (c_custkey) sortkey (c_custkey)',
        'lineitem': 'distkey (l_orderkey) compound sortkey (l_shipdate, l_orderkey)',
        'orders': 'diststyle key distkey (o_orderkey) compound sortkey (o_orderdate, o_orderkey)',
        'part': 'distkey (p_partkey) sortkey (p_partkey)',
        'partsupp': 'distkey (ps_partkey) interleaved sortkey (ps_partkey, ps_suppkey)',
        'supplier': 'diststyle even sortkey (s_suppkey)',
    },
    'ds': {
        'catalog_returns': 'distkey (cr_item_sk) compound sortkey (cr_returned_date_sk, cr_item_sk)',
        'catalog_sales': 'distkey (cs_item_sk) compound sortkey (cs_sold_date_sk, cs_item_sk)',
        'customer': 'diststyle key distkey (c_customer_sk) sortkey (c_customer_sk)',
        'customer_address': 'distkey (ca_address_sk) sortkey (ca_address_sk)',
        'customer_demographics': 'distkey (cd_demo_sk) sortkey (cd_demo_sk)',
        'household_demographics': 'diststyle auto sortkey auto',
        'inventory': 'distkey (inv_item_sk) interleaved sortkey (inv_date_sk, inv_item_sk, inv_warehouse_sk)',
        'item': 'distkey (i_item_sk) sortkey (i_category, i_item_sk)',
        'store_returns': 'distkey (sr_item_sk) compound sortkey (sr_returned_date_sk, sr_item_sk)',
        'store_sales': 'distkey (ss_item_sk) compound sortkey (ss_sold_date_sk, ss_item_sk)',
        'time_dim': 'diststyle even sortkey (t_time_sk)',
        'web_returns': 'distkey (wr_item_sk) compound sortkey (wr_returned_date_sk, wr_item_sk)',
        'web_sales': 'distkey (ws_item_sk) compound sortkey (ws_sold_date_sk, ws_item_sk)',
    },
}

# A benchmark's extension, its generator, and the scale. The larger that is, the fewer of
# TPC-DS's queries find nothing, and the longer loading takes. At 0.02 query 20 divides
# zero by zero, an error on Redshift and no number in the engine.
BENCHMARKS = {'h': ('tpch', 'dbgen', 0.01), 'ds': ('tpcds', 'dsdgen', 0.03)}

# Where more depends on what Redshift cuts off than the value that is shown, the engine is
# told to cut it off too: by query, an expression's pattern and how many digits it keeps.
CUT = {
    'ds22': (r'avg\(inv_quantity_on_hand\)', 0),
    'ds39': (r'avg\(inv_quantity_on_hand\)', 0),
    'ds47': (r'avg\(sum\(ss_sales_price\)\)\s+OVER\s+\([^)]*\)', 2),
    'ds66': (r'\w+/w_warehouse_sq_ft', 4),
}


def cut(number, sql):
    """A query for the engine."""
    if number not in CUT:
        return sql
    pattern, digits = CUT[number]
    changed = re.sub(pattern, lambda found: f'(trunc(({found[0]}) * 1e{digits}) / 1e{digits})', sql, flags=re.IGNORECASE)
    if changed == sql:
        raise ValueError(f'{number} has no {pattern}')
    return changed


def make(name, generator, scale):
    """A local engine with the benchmark's tables, once more in another order of their
    rows in the database shuffled, and its queries by number."""
    engine = duckdb.connect()
    package = importlib.import_module('duckdb_extension_' + name)
    extension, = pathlib.Path(package.__file__).parent.glob('extensions/*/*.duckdb_extension')
    engine.execute(f"load '{extension}'")
    engine.execute(f'call {generator}(sf = {scale})')
    engine.execute("attach ':memory:' as shuffled")
    for table in tables(engine):
        engine.execute(f'create table shuffled.{table} as select * from {table} order by hash(rowid)')
    return engine, engine.execute(f'select query_nr, query from {name}_queries() order by 1').fetchall()


def tables(engine):
    return [name for name, in engine.execute('select table_name from duckdb_tables() where database_name = current_database() order by 1').fetchall()]


def definition(engine, table, keys):
    """Redshift's CREATE TABLE for a table of the local engine."""
    described = engine.execute("""select column_name, data_type, is_nullable from duckdb_columns()
        where database_name = current_database() and table_name = ? order by column_index""", [table]).fetchall()
    columns = []
    for name, kind, nullable in described:
        encode = 'az64'
        if kind == 'VARCHAR':
            longest = engine.execute(f'select coalesce(max(octet_length(encode({name}))), 0) from {table}').fetchone()[0]
            kind, encode = (f'char({longest})', 'bytedict') if longest == 1 else (f'varchar({max(16, longest)})', 'lzo')
        columns.append(f"{name} {kind.lower()}{'' if nullable else ' not null'} encode {'raw' if not columns else encode}")
    return f"create table {table} ({', '.join(columns)}) {keys or 'diststyle all'}"


def literal(value):
    if value is None:
        return 'null'
    if isinstance(value, (int, float, decimal.Decimal)):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


def load(engine, schema, keys):
    """Copies every table to the cluster, the largest first, over several connections."""
    def copy(table):
        with engine.cursor() as local, connect(schema) as cluster:
            copy_table(local, cluster, table, keys.get(table, ''))

    sizes = {table: engine.execute(f'select count(*) from {table}').fetchone()[0] for table in tables(engine)}
    with concurrent.futures.ThreadPoolExecutor(LOADERS) as pool:
        list(pool.map(copy, sorted(sizes, key=sizes.get, reverse=True)))


def connect(schema):
    cluster = psycopg.connect(autocommit=True, cursor_factory=psycopg.ClientCursor)
    cluster.execute(f'set search_path to {schema}')
    return cluster


def copy_table(engine, cluster, table, keys):
    cluster.execute(definition(engine, table, keys))
    check_keys(cluster, table, keys)
    rows = engine.execute(f'select * from {table}')
    sent = 0
    while batch := rows.fetchmany(BATCH):
        cluster.execute(f'insert into {table} values ' + ', '.join('(' + ', '.join(map(literal, row)) + ')' for row in batch))
        sent += len(batch)
    got = cluster.execute(f'select count(*) from {table}').fetchone()[0]
    if got != sent:
        raise ValueError(f'{table}: {got} rows of {sent} arrived')


def check_keys(cluster, table, keys):
    """The catalogue knows the keys that a table was made with."""
    def named(pattern):
        found = re.search(pattern, keys)
        return found[1].split(', ') if found else []

    columns = cluster.execute('select "column", distkey, sortkey from pg_table_def where tablename = %s', [table]).fetchall()
    dist = [name for name, distkey, _ in columns if distkey]
    sort = [name for name, _, place in sorted(columns, key=lambda column: abs(column[2])) if place]
    if dist != named(r'distkey \((.*?)\)') or sort != named(r'sortkey \((.*?)\)'):
        raise ValueError(f'{table}: the keys are {dist} and {sort}, not {keys}')


def plain(value):
    """A value as both clients give it."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, decimal.Decimal)):
        return float(value)
    if isinstance(value, (datetime.date, datetime.time)):
        return str(value)
    return value


def tolerances(ours, theirs):
    """By how much the values of each column may differ. AVG and quotients are floating point
    numbers in the engine. On Redshift a quotient and the AVG of a NUMERIC are of a scale,
    and the AVG of whole numbers is one: what is behind is cut off."""
    allowed = []
    for mine, its in zip(ours, theirs):
        if its[1] != 'DOUBLE':
            allowed.append(0)
        elif mine.type_code in (20, 21, 23):
            allowed.append(1)
        else:
            allowed.append(1.001 * 10.0**-mine.scale if mine.scale is not None else 0)
    return allowed


def sortable(row, allowed):
    """A key of a row; columns whose values may differ count last."""
    keys = [(value is None, f'{value:.9g}' if isinstance(value, float) else str(value)) for value in row]
    return [key for key, free in zip(keys, allowed) if not free] + [key for key, free in zip(keys, allowed) if free]


def same(row, want, allowed):
    return len(row) == len(want) and all(
        math.isclose(x, y, rel_tol=1e-9, abs_tol=free) if isinstance(x, float) and isinstance(y, float) else x == y for x, y, free in zip(row, want, allowed))


def difference(ours, theirs, ordered, allowed):
    """How the rows of the cluster differ from the engine's; empty where they do not."""
    if len(ours) != len(theirs):
        return f'{len(ours)} rows, not {len(theirs)}'
    if not ordered:
        ours, theirs = (sorted(rows, key=lambda row: sortable(row, allowed)) for rows in (ours, theirs))
    for row, want in zip(ours, theirs):
        if not same(row, want, allowed):
            return f'got {row}, want {want}'
    return ''


def on_engine(engine, database, sql):
    engine.execute(f'use {database}')
    return [list(map(plain, row)) for row in engine.execute(sql).fetchall()]


def compare(number, sql, engine, cluster):
    """Runs a query on both. Its order is total, and so compared, if the engine gives the
    same one whatever the order of the rows of the tables."""
    engines = cut(number, sql)
    shuffled, theirs = on_engine(engine, 'shuffled', engines), on_engine(engine, 'memory', engines)
    columns = engine.description
    ordered = not difference(shuffled, theirs, True, [0] * len(columns))
    try:
        answer = cluster.execute(sql)
        ours = [list(map(plain, row)) for row in answer.fetchall()]
    except psycopg.Error as e:
        at = int(e.diag.statement_position or 0)
        return f'{e.diag.sqlstate} {e.diag.message_primary} at {at}: {sql[at - 1:at + 60]!r}'
    return difference(ours, theirs, ordered, tolerances(answer.description, columns))


def run(benchmark, chosen):
    """How many of a benchmark's queries fail."""
    engine, queries = make(*BENCHMARKS[benchmark])
    queries = {f'{benchmark}{number}': sql for number, sql in queries}
    schema = 'tpc' + benchmark
    start = time.monotonic()
    with psycopg.connect(autocommit=True) as cluster:
        cluster.execute(f'create schema {schema}')
    load(engine, schema, KEYS[benchmark])
    print(f'TPC-{benchmark.upper()}: loaded in {time.monotonic() - start:.1f} s', flush=True)
    queries = {number: sql for number, sql in queries.items() if not chosen or number in chosen}
    failed = 0
    with connect(schema) as cluster:
        for number, sql in queries.items():
            if wrong := compare(number, sql, engine, cluster):
                failed += 1
                print(f'{number}: {wrong}')
    print(f'TPC-{benchmark.upper()}: {len(queries) - failed} of {len(queries)} queries pass, after {time.monotonic() - start:.1f} s', flush=True)
    return failed


if __name__ == '__main__':
    sys.exit(1 if sum([run(benchmark, sys.argv[1:]) for benchmark in BENCHMARKS]) else 0)
