"""Whether two answers to one query are the same."""

import decimal
import math
import re
from typing import NamedTuple

from node import walk

BOOL, INTS, FLOATS, NUMERIC, TEXT, VARCHAR, CHAR, INTERVAL = 16, (20, 21, 23), (700, 701), 1700, 25, 1043, 1042, 1186
REDSHIFTS_INTERVALS = (1186, 1188, 1190)
# Productions whose modifiers are those of a column, a cast or an argument. PostgreSQL tells
# those of other expressions only after it has reckoned what is constant in them.
MODIFIED = ('column', 'unqualified column', 'star', 'cast that cuts', 'cast to char', 'cast to numeric', 'cast of digits to numeric', 'typed null')
UNITED = frozenset(('set operation', 'union', 'union all', 'intersect', 'except', 'minus'))
BROKEN = ('the connection broke',)
# What the engine refuses, and docs/divergences.md tells.
LIMITS = ('window functions are not allowed in window definitions',)
REFUSALS = ('0A000', '42601', '42883', '42704', '42P01', '42703')
decimal.getcontext().prec = 200


class Difference(NamedTuple):
    """How two answers differ: kind puts together what has one cause."""
    kind: tuple
    text: str


def compare(root, ours, theirs, refusable, count):
    """The difference between Countersign's answer and PostgreSQL's, or None. count is called
    with the name of each explained difference that is met."""
    if ours.state == 'BROKE' or theirs.state == 'BROKE':
        return Difference(BROKEN, ours.message or theirs.message)
    if ours.state and theirs.state:
        return None
    productions = [node.production for node in walk(root)]
    if ours.state:
        if not refusable.isdisjoint(productions) and ours.state in REFUSALS:
            count('refused on Redshift')
            return None
        if ours.message in LIMITS:
            count('limit of the engine')
            return None
        return Difference(('refused', ours.state, masked(ours.message)), f'{ours.state} {ours.message} (at {ours.position or "no place"}), where PostgreSQL answers')
    if theirs.state:
        at = productions[0] if len(productions) == 1 else 'in an expression'
        return Difference(('accepted', theirs.state, masked(theirs.message), at), f'an answer, where PostgreSQL says {theirs.state} {theirs.message}')
    items = shown(root)
    if found := compare_columns(items, not UNITED.isdisjoint(productions), ours, theirs, count):
        return found
    found = compare_rows(items, ordered(root), ours, theirs)
    windows = sum(bool(node.parts) and isinstance(node.parts[0], str) and node.parts[0].startswith(' over (') for node in walk(root))
    if found and windows > 1 and same_columns(ours, theirs):
        count('ties of windows')
        return None
    return found or scales(ours, theirs, count)


def masked(message):
    return re.sub(r'"[^"]*"|\'[^\']*\'|-?\d+(\.\d+)?', '…', message)[:90]


def shown(root):
    """The expressions of the select list at the top, or nothing where it is a star."""
    for node in walk(root):
        if node.role == 'top items':
            return [item.parts[0] if item.parts and not isinstance(item.parts[0], str) else item for item in node.parts]
    return []


def ordered(root):
    return any(node.role == 'top order' for node in walk(root))


def compare_columns(items, united, ours, theirs, count):
    if len(ours.columns) != len(theirs.columns):
        return Difference(('number of columns',), f'{len(ours.columns)} columns, not {len(theirs.columns)}')
    for i, (a, b) in enumerate(zip(ours.columns, theirs.columns)):
        made = items[i].production if i < len(items) else 'star'
        if a.name != b.name:
            return Difference(('name', made), f'column {i + 1} is called {a.name!r}, not {b.name!r}')
        if b.oid == INTERVAL:
            count('type of an interval')
            if a.oid not in REDSHIFTS_INTERVALS:
                return Difference(('type', made, a.oid, b.oid), f'column {i + 1} {b.name} has type {a.oid}, not an interval')
            continue
        if b.oid == TEXT and a.oid == VARCHAR:
            count('text and varchar')
        elif a.oid != b.oid:
            return Difference(('type', made, a.oid, b.oid), f'column {i + 1} {b.name} has type {a.oid}, not {b.oid}')
        if b.modifier != -1 and a.modifier != b.modifier and made in MODIFIED and not united:
            return Difference(('modifier of a type', made, a.oid), f'column {i + 1} {b.name} of type {a.oid} has modifier {a.modifier}, not {b.modifier}')
    return None


def compare_rows(items, in_order, ours, theirs):
    if len(ours.rows) != len(theirs.rows):
        return Difference(('number of rows',), f'{len(ours.rows)} rows, not {len(theirs.rows)}')
    if ours.rows == theirs.rows:
        return None
    kinds = [column.oid for column in theirs.columns]
    fixed = [column.modifier != -1 and (column.oid != NUMERIC or i >= len(items) or items[i].production in MODIFIED) for i, column in enumerate(theirs.columns)]
    mine, yours = ([[plain(*value) for value in zip(row, kinds, fixed)] for row in answer.rows] for answer in (ours, theirs))
    if not in_order:
        sound = [i for i in range(len(kinds)) if i >= len(items) or items[i].exact]
        rest = [i for i in range(len(kinds)) if i not in sound]

        def key(row):
            return [sortable(row[i]) for i in sound + rest]
        mine.sort(key=key)
        yours.sort(key=key)
    tolerances = [items[i].tolerance if i < len(items) else 0 for i in range(len(kinds))]
    exact = [items[i].exact if i < len(items) else True for i in range(len(kinds))]
    for row, want in zip(mine, yours):
        for i, (a, b) in enumerate(zip(row, want)):
            if a != b and not close(a, b, kinds[i], tolerances[i], exact[i]):
                made = items[i].production if i < len(items) else 'star'
                if not in_order and len(kinds) > 1:
                    made = 'rows with ' + made
                return Difference(('value', made, kinds[i]), f'column {i + 1} {theirs.columns[i].name}: {a} instead of {b}, in {show(row)} instead of {show(want)}')
    return None


def scales(ours, theirs, count):
    """All values of a numeric column have the scale of its type on Redshift."""
    for i, column in enumerate(theirs.columns):
        if column.oid != NUMERIC:
            continue
        found = {len(row[i].partition('.')[2]) for row in ours.rows if row[i] is not None}
        modifier = ours.columns[i].modifier
        if modifier != -1 and found and found != {(modifier - 4) & 0xffff}:
            return Difference(('scale of a column',), f'column {i + 1} {column.name} has values of the scales {sorted(found)}, and the type has {(modifier - 4) & 0xffff}')
        if any(a[i] != b[i] for a, b in zip(ours.rows, theirs.rows)):
            count('scale of a numeric')
    return None


def same_columns(ours, theirs):
    """Whether each column has the same values, in whichever rows."""
    return len(ours.rows) == len(theirs.rows) and all(sorted(map(str, a)) == sorted(map(str, b)) for a, b in zip(zip(*ours.rows), zip(*theirs.rows)))


def show(row):
    return '(' + ', '.join('NULL' if value is None else str(value) for value in row) + ')'


def plain(value, oid, fixed):
    """A value to compare, of a column of one of PostgreSQL's types. Where that has
    modifiers, blanks and digits behind the point are of them."""
    try:
        if value is None:
            return None
        if oid == NUMERIC:
            return value if fixed and value != 'NaN' else decimal.Decimal(value)
        if oid in FLOATS:
            return float(value)
        if oid in INTS:
            return int(value)
        if oid == INTERVAL:
            return seconds(value)
        if oid == CHAR and not fixed:
            return value.rstrip(' ')
    except (ValueError, decimal.InvalidOperation):
        pass
    return value


UNITS = {'y': 31536000, 'mon': 2592000, 'day': 86400, 'hour': 3600, 'min': 60, 'sec': 1}


def seconds(text):
    """An interval as seconds, in PostgreSQL's words or in Redshift's; months count as 30 days."""
    total = decimal.Decimal(0)
    for number, unit in re.findall(r'([-+]?[\d.]+) (y|mon|day|hour|min|sec)', text):
        total += decimal.Decimal(number) * UNITS[unit]
    if clock := re.search(r'([-+]?)(\d+):(\d\d):([\d.]+)', text):
        length = int(clock[2]) * 3600 + int(clock[3]) * 60 + decimal.Decimal(clock[4])
        total += -length if clock[1] == '-' else length
    return total


def sortable(value):
    if value is None:
        return (2, 0, '')
    if isinstance(value, float):
        return (1, 0, '') if math.isnan(value) else (0, float(f'{value:.9g}'), '')
    if isinstance(value, (int, decimal.Decimal)):
        return (0, value, '')
    return (0, 0, value)


def close(a, b, oid, tolerance, exact):
    """Whether values that are not equal are as good as equal."""
    if a is None or b is None:
        return False
    if oid in FLOATS and isinstance(a, float) and isinstance(b, float):
        if math.isnan(a) or math.isnan(b):
            return math.isnan(a) and math.isnan(b)
        relative = 1e-12 if oid == 701 else 5e-6  # Redshift writes six digits of a REAL
        return math.isclose(a, b, rel_tol=relative, abs_tol=0 if exact else 1e-9)
    if oid == NUMERIC and isinstance(a, decimal.Decimal) and not exact:
        digits = (decimal.Decimal(1).scaleb(x.as_tuple().exponent) for x in (a, b))  # the last ones: Redshift cuts off
        return abs(a - b) <= max(decimal.Decimal(tolerance), *digits) * decimal.Decimal('1.001')
    return False
