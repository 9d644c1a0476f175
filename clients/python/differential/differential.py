"""Random queries on the PostgreSQL subset of Redshift's SQL, against a real PostgreSQL.

	differential.py [--queries N] [--seed N] [--only N] [--print] [--program COUNTERSIGN] [--postgres-only]

Each query is made from the seed and its number, so that --seed and --only give it again.
It runs on a PostgreSQL that is started here and on the cluster that libpq's variables
name, or on one of a server that is started here (--program). Names and types of columns and
values must be the same, but for what explain.py explains. What differs is made smaller
and printed, and the program ends with 1. At the end stands how often each production of
the grammar was used in queries that ran; one that never was is a failure, too.
"""

import argparse
import collections
import multiprocessing
import signal
import sys
import time

import errors
import grammar
import queries
import aggregates, conditions, decimals, floats, general, integers, moments, subqueries, texts  # noqa: E401,F401: they register productions
from compare import BROKEN, compare
from connection import Connection
from explain import REASONS
from node import walk, write
from servers import Countersign, Postgres
from shrink import shrink
from tables import statements

EXTENDED = 0.1  # share of queries that are sent with parameters
WORKERS = 2
ENOUGH = 15000  # queries in which every production must occur
SHRUNK = 40  # kinds of differences of which one is made smaller
LEAST = 0.85  # share of queries that PostgreSQL must answer

grammar.finish()
REFUSABLE = frozenset(errors.REFUSED)


class Query:
    """One query of a run: its tree, and how it is sent."""

    def __init__(self, seed, number):
        self.number = number
        g = grammar.Generator(f'{seed}:{number}')
        share = g.random.random()
        self.root = errors.failing(g) if share < 0.05 else errors.refused(g) if share < 0.06 else queries.query(g)
        self.typed = g.chance(0.5)
        self.chosen, self.extended = [], g.chance(EXTENDED)
        if self.extended:
            self.chosen = [node for node in literals(self.root) if g.chance(0.6)]

    def written(self, root=None):
        """The text for each side, and the parameters, or None by the simple protocol."""
        root = root or self.root
        if not self.extended:
            return write(root, False), write(root, True), None
        # A NUMERIC that is a parameter has no scale by itself.
        places = {id(node): [0, '' if self.typed and node.literal[1].kind != 'numeric' else f'::{node.literal[1]}'] for node in self.chosen}
        ours, theirs = write(root, False, places), write(root, True, places)
        used = {places[id(node)][0]: node.literal for node in self.chosen if places[id(node)][0]}
        return ours, theirs, [used[number] for number in sorted(used)]


def literals(node, fixed=False):
    """Literals that may be parameters: none whose text decides what is the same expression."""
    if node.fixed or fixed:
        return
    if node.literal is not None:
        yield node
    for child in node.children():
        yield from literals(child)


class Run:
    """What one worker does: its share of the queries, and what it found."""

    def __init__(self, ours, theirs, seed, alone):
        self.ours, self.theirs, self.seed, self.alone = Connection(ours), Connection(theirs), seed, alone
        self.found = {}  # kind of difference -> [count, text]
        self.used, self.explained, self.states = collections.Counter(), collections.Counter(), collections.Counter()
        self.ran = self.failed = self.answered = self.extended = 0

    def difference(self, query, root=None, counted=False):
        root = root or query.root
        ours_text, theirs_text, parameters = query.written(root)
        self.ours.send(theirs_text if self.alone else ours_text, parameters, query.typed)
        self.theirs.send(theirs_text, parameters, query.typed)
        ours, theirs = self.ours.receive(), self.theirs.receive()
        met = self.explained.update if counted else lambda names: None
        found = compare(root, ours, theirs, REFUSABLE, lambda name: met([name]))
        if counted:
            self.count(query, ours, theirs)
        return found

    def count(self, query, ours, theirs):
        self.ran += 1
        self.extended += query.extended
        self.answered += not theirs.state
        nodes = list(walk(query.root))
        productions = {node.production for node in nodes if node.production}
        if not productions <= grammar.NAMES:
            raise ValueError(f'productions without a name: {productions - grammar.NAMES}')
        if ours.state and theirs.state:
            self.failed += 1
            self.used.update(productions & grammar.FAILING)
            if ours.state != theirs.state:
                self.states[ours.state, theirs.state, ' '.join(productions & grammar.FAILING)] += 1
        elif not theirs.state and (not ours.state or productions & REFUSABLE):
            self.used.update(productions)
            self.explained.update(node.why for node in nodes if node.why)

    def one(self, number, show=False):
        query = Query(self.seed, number)
        found = self.difference(query, counted=True)
        if show:
            print('\n'.join(map(str, query.written())), found or 'is the same', sep='\n', flush=True)
        if found is None:
            return
        kind = found.kind if found.kind != BROKEN else (*BROKEN, number)
        if kind in self.found:
            self.found[kind][0] += 1
            return
        text = found.text
        root = query.root
        if len(self.found) < SHRUNK:
            def same_kind(root):
                other = self.difference(query, root)
                return other is not None and other.kind == found.kind
            root = shrink(query.root, same_kind, found.kind[0] != 'name', 60 if found.kind == BROKEN else 400)
            last = self.difference(query, root)
            text = last.text if last else text
        ours, theirs, parameters = query.written(root)
        lines = [f'query {number}: {text}', f'    {ours}']
        if theirs != ours:
            lines.append(f'    PostgreSQL: {theirs}')
        if parameters:
            lines.append('    parameters: ' + ', '.join(f'{value!r} {type}' for value, type in parameters) + (', typed' if query.typed else ''))
        self.found[kind] = [1, '\n'.join(lines)]


def work(arguments):
    ours, theirs, seed, alone, numbers, show = arguments
    run = Run(ours, theirs, seed, alone)
    for number in numbers:
        try:
            run.one(number, show)
        except ConnectionError as e:
            run.found['the server is gone',] = [1, f'at query {number}: {e}\n    {Query(seed, number).written()[0]}']
            break
    run.broken = run.ours.broken, run.theirs.broken
    run.ours = run.theirs = None
    return run


def merge(runs):
    whole = runs[0]
    for run in runs[1:]:
        for kind, (count, text) in run.found.items():
            whole.found.setdefault(kind, [0, text])[0] += count
        for name in ('used', 'explained', 'states'):
            getattr(whole, name).update(getattr(run, name))
        whole.ran, whole.failed, whole.answered, whole.extended = whole.ran + run.ran, whole.failed + run.failed, whole.answered + run.answered, whole.extended + run.extended
        whole.broken = tuple(map(sum, zip(whole.broken, run.broken)))
    return whole


def report(run, seconds):
    """Prints what was found, and tells whether all is well."""
    for kind, (count, text) in sorted(run.found.items(), key=lambda found: -found[1][0]):
        print(f'\n{count} times {" | ".join(map(str, kind))}\n{text}')
    print('\nExplained differences, and how often they were met:')
    for name, reason in REASONS.items():
        print(f'{run.explained[name]:8}  {name}: {reason}')
    if run.states:
        print('\nErrors on both sides whose SQLSTATE differs (Countersign, PostgreSQL):')
        for (a, b, name), count in run.states.most_common(30):
            print(f'{count:8}  {a} {b}  {name}')
    print('\nProductions, and in how many queries that ran (or failed as they must) they were used:')
    for name in sorted(grammar.NAMES, key=lambda name: (-run.used[name], name)):
        print(f'{run.used[name]:8}  {name}')
    unused = [name for name in grammar.NAMES if not run.used[name]] if run.ran >= ENOUGH else []
    different = sum(count for count, _ in run.found.values())
    print(f'\n{run.ran} queries in {seconds:.0f} s ({run.ran / seconds:.0f} a second), {run.extended} with parameters; PostgreSQL answered {run.answered}, both failed {run.failed} times; '
          f'connections broke {run.broken[0]} times on Countersign, {run.broken[1]} on PostgreSQL')
    if unused:
        print('never used: ' + ', '.join(sorted(unused)))
    if run.answered < LEAST * run.ran:
        print('PostgreSQL answers too few queries')
    print(f'differential: {run.ran - different} of {run.ran} queries are the same, {different} differ in {len(run.found)} ways', flush=True)
    return not run.found and not unused and run.answered >= LEAST * run.ran and not any(run.broken)


def fill(conninfo, backwards=False):
    connection = Connection(conninfo)
    for statement in statements(backwards):
        if (answer := connection.ask(statement)).state:
            raise SystemExit(f'differential: {answer.state} {answer.message}: {statement}')


def main():
    options = argparse.ArgumentParser()
    options.add_argument('--queries', type=int, default=50000)
    options.add_argument('--seed', type=int, default=1)
    options.add_argument('--only', type=int, help='run this one query and print it')
    options.add_argument('--print', action='store_true', help='print every query')
    options.add_argument('--program', help='start this Countersign')
    options.add_argument('--postgres-only', action='store_true', help='run PostgreSQL against itself, with rows in another order: tests the grammar')
    options = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the servers are ended
    postgres = Postgres()
    countersign = None
    try:
        ours = ''
        if options.postgres_only:
            Connection(postgres.conninfo).ask('create database backwards')
            ours = postgres.conninfo.replace('dbname=postgres', 'dbname=backwards')
        elif options.program:
            countersign = Countersign(options.program)
            ours = countersign.conninfo
        fill(postgres.conninfo)
        fill(ours, options.postgres_only)
        numbers = [[options.only]] if options.only is not None else [range(i, options.queries, WORKERS) for i in range(WORKERS)]
        start = time.monotonic()
        show = options.print or options.only is not None
        with multiprocessing.Pool(len(numbers), signal.signal, (signal.SIGTERM, signal.SIG_DFL)) as pool:
            run = merge(pool.map(work, [(ours, postgres.conninfo, options.seed, options.postgres_only, share, show) for share in numbers], chunksize=1))
        return 0 if report(run, time.monotonic() - start) or options.only is not None and not run.found else 1
    finally:
        for server in (countersign, postgres):
            if server:
                server.close()


if __name__ == '__main__':
    sys.exit(main())
