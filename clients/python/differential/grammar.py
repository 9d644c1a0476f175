"""The grammar's frame: what a production is, where an expression stands, and the choice.

A production is a function of the generator g and the place at, and returns a node, or
None where it cannot be used. Productions for expressions are registered for the kind of
value that they make; the modules integers.py, decimals.py, floats.py,
texts.py, moments.py, conditions.py, general.py and aggregates.py have them. queries.py has the queries around them, and
errors.py queries that must fail.
"""

import random
from typing import NamedTuple

from node import expression

EXPRESSIONS = {}  # kind -> [(weight, production)]
NAMES = set()  # of all productions
FAILING = set()  # names of those whose queries fail on both sides

KINDS = ['int', 'numeric', 'float', 'text', 'char', 'bool', 'date', 'time', 'timestamp', 'timestamptz', 'interval']


def production(kinds, weight=1):
    """Registers a production of expressions. It is called as its function, with blanks."""
    def register(make):
        name = named(make.__name__.strip('_').replace('_', ' '))
        for kind in kinds.split():
            EXPRESSIONS.setdefault(kind, []).append((weight, lambda g, at, kind=kind: make(g, at, kind, name)))
        return make
    return register


def named(*names):
    """Registers names of productions, and returns the first."""
    NAMES.update(names)
    return names[0]


class At(NamedTuple):
    """Where an expression stands."""
    columns: list  # expressions that can be used here
    depth: int = 2  # how deep it may be
    exact: bool = True  # whether it must be exact
    inner: object = None  # where the arguments of aggregates stand, in a query that has groups
    windows: object = None  # keys that order the rows, where window functions can be used
    outer: tuple = ()  # columns of the queries around
    rows: int = 1  # how many there are at most
    level: int = 0  # of subqueries
    tame: bool = False  # whether numerics must leave room for more digits

    def down(self, **more):
        return self._replace(depth=self.depth - 1, **more)

    def sure(self):
        """The same place for an argument on which more depends than what is shown."""
        return self._replace(depth=self.depth - 1, exact=True, tame=True)


def fits(node, at):
    """Whether an expression can stand at a place."""
    return (node.exact or not at.exact) and not (at.tame and node.bound is None and node.type.kind == 'numeric')


class Generator:
    """Makes one query from a seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.aliases = 0

    def chance(self, share):
        return self.random.random() < share

    def choice(self, items):
        return items[int(self.random.random() * len(items))]

    def alias(self, letter):
        self.aliases += 1
        return f'{letter}{self.aliases}'

    def expression(self, at, kind):
        """An expression of a kind."""
        options, weights = WEIGHTED[kind]
        share = 0.3 if at.depth > 1 else 0.5 if at.depth == 1 else 1.01
        for _ in range(4):
            if self.chance(share):
                break
            node = self.random.choices(options, cum_weights=weights)[0](self, at)
            if node is not None and fits(node, at):
                return node
        return self.leaf(at, kind)

    def leaf(self, at, kind):
        """A column, a literal, or an aggregate where there are groups."""
        if at.inner is not None and self.chance(0.5):
            node = self.aggregate(at, kind)
            if node is not None and fits(node, at):
                return node
        if self.chance(0.8):
            fit = [c for c in at.columns if c.type.kind == kind and fits(c, at)]
            if fit:
                return self.choice(fit)
        return self.literal(kind)

    def column(self, at, kind):
        fit = [c for c in at.columns if c.type.kind == kind and c.exact and fits(c, at)]
        return self.choice(fit) if fit else None

    def aggregate(self, at, kind):
        return None if kind not in AGGREGATES else self.random.choices(*AGGREGATES[kind])[0](self, at.inner._replace(exact=True, depth=min(at.depth, 1)))

    def literal(self, kind):
        return LITERALS[kind](self)

    def kind(self, at=None):
        """A kind that there is something of, more often one of the usual ones."""
        kinds, weights = KIND_WEIGHTS
        return self.random.choices(kinds, weights)[0]


KIND_WEIGHTS = (KINDS[:-1], [6, 4, 3, 6, 1, 3, 2, 0.6, 2, 0.6])
WEIGHTED = {}
AGGREGATES = {}  # kind -> (productions, weights)
LITERALS = {}  # kind -> production


def finish():
    """Called once when all productions are registered."""
    for kind, options in EXPRESSIONS.items():
        total, cumulated = 0, []
        for weight, _ in options:
            total += weight
            cumulated.append(total)
        WEIGHTED[kind] = ([make for _, make in options], cumulated)


def literal(kind):
    def register(make):
        LITERALS[kind] = make
        return make
    return register


def aggregate(kinds, weight=1):
    def register(make):
        name = named(make.__name__.strip('_').replace('_', ' '))
        for kind in kinds.split():
            options, weights = AGGREGATES.setdefault(kind, ([], []))
            options.append(lambda g, at, kind=kind: make(g, at, kind, name))
            weights.append(weight)
        return make
    return register


def constant(production, type, text, value, **more):
    """A literal; its value is what is sent where it is a parameter."""
    return expression(production, type, text, literal=(value, type), **more)
