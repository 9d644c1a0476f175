"""Strings: literals and functions. What cuts at bytes on Redshift and at characters on
PostgreSQL is made of ASCII only."""

from grammar import constant, literal, named, production
from node import INT4, TEXT, Type, cast, char, expression

named('pattern with a backslash', 'char literal', 'pattern', 'string literal', 'typed string literal')

LONG = Type('text', 'varchar', length=65535)  # VARCHAR alone is VARCHAR(256) in a cast on Redshift

STRINGS = ['', 'a', 'ab', 'abc', 'foo', 'bar', 'Foo Bar', '%', 'x_y', "it's", ' pad ', '12', 'é', '日本', 'b']
PATTERNS = ['%', 'a%', '%b%', '_b%', 'foo%', '%o', '', 'abc', 'A%', '%\\_%', '%50\\%%', '__', '%é%']
EXPRESSIONS_POSIX = ['a', '^a', 'b$', '^[a-c]+$', 'o+', '[0-9]', '.', '^$', '(foo|bar)', 'a.c', '^.{3}$']
SIMILAR = ['%(a|b)%', 'a%', '_', '[a-c]+', 'foo|bar', '(ab)*', '%o{2}%', 'a?b']


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


@literal('text')
def string(g):
    text = g.choice(STRINGS)
    node = constant('string literal', TEXT, quoted(text), text)
    node.ascii = text.isascii()
    if g.chance(0.15):
        node = cast('typed string literal', TEXT, node, g.choice([0, 1]))
    return node


def pattern(g, texts=PATTERNS):
    text = g.choice(texts)
    if '\\' not in text:
        return constant('pattern', TEXT, quoted(text), text)
    return constant('pattern with a backslash', TEXT, quoted(text.replace('\\', '\\\\')), text, pg=(quoted(text),), why='backslash')


@literal('char')
def blank_padded(g):
    return expression('char literal', char(5), g.choice(["'ab'::char(5)", "'a'::char(5)", "cast('abc' as char(5))", "''::char(5)"]), name=('bpchar', False))


def some(g, at):
    """A string, which may be of fixed length."""
    return g.expression(at.sure(), 'char' if g.chance(0.08) else 'text')


@production('text', 3)
def concatenation(g, at, kind, name):
    a, b = some(g, at), some(g, at)
    return expression(name, TEXT, '(', a, ' || ', b, ')')


@production('text', 1)
def concatenation_with_a_number(g, at, kind, name):
    a, b = g.expression(at.sure(), 'text'), g.expression(at.sure(), 'int')
    if a.literal:
        a = cast('typed string literal', TEXT, a)
    return expression(name, TEXT, '(', a, ' || ', b, ')')


@production('text', 1)
def concat(g, at, kind, name):
    a, b = g.expression(at.sure(), 'text'), g.expression(at.sure(), 'text')
    return expression(name, TEXT, 'concat(', a, ', ', b, ')', pg=('(', a, ' || ', b, ')'), why='concat')


@production('text', 3)
def case_of_letters(g, at, kind, name):
    call = g.choice(['upper', 'lower', 'initcap'])
    return expression(name, TEXT, f'{call}(', some(g, at), ')')


@production('text', 3)
def substring(g, at, kind, name):
    a = some(g, at)
    start = g.choice(['1', '2', '3', '0', '-1', '10'])
    count = g.choice(['0', '1', '2', '5', '100'])
    return expression(name, TEXT, *g.choice([
        ('substring(', a, f' from {start} for {count})'), ('substring(', a, f', {start}, {count})'), ('substr(', a, f', {start}, {count})'),
        ('substring(', a, f', {start})'), ('substr(', a, f', {start})'), ('substring(', a, f' from {start})')]))


@production('text', 2)
def trimming(g, at, kind, name):
    a, set = some(g, at), g.choice(["'a'", "' '", "'ab'", "'xyz'", "' f'"])
    forms = [('trim(', a, ')', 'btrim'), (f'trim(both {set} from ', a, ')', 'btrim'), (f'trim(leading {set} from ', a, ')', 'ltrim'),
             (f'trim(trailing {set} from ', a, ')', 'rtrim'), ('btrim(', a, ')', 'btrim'), ('ltrim(', a, ')', 'ltrim'), ('rtrim(', a, ')', 'rtrim'),
             ('btrim(', a, f', {set})', 'btrim'), ('ltrim(', a, f', {set})', 'ltrim'), ('rtrim(', a, f', {set})', 'rtrim')]
    before, x, after, called = g.choice(forms)
    return expression(name, TEXT, before, x, after, name=(called, True))


@production('text', 1.5)
def padding(g, at, kind, name):
    call, length = g.choice(['lpad', 'rpad']), g.choice(['0', '2', '5', '8'])
    fill = g.choice(['', ", 'x'", ", 'ab'"])
    if not fill and at.exact:  # blanks at the end count in PostgreSQL, where texts are compared
        return None
    return expression(name, TEXT, f'{call}(', g.expression(at.sure(), 'text'), f', {length}{fill})', exact=bool(fill))


@production('text', 1)
def left_and_right(g, at, kind, name):
    return expression(name, TEXT, g.choice(['left(', 'right(']), some(g, at), ', ' + g.choice(['0', '1', '3', '50']) + ')')


@production('text', 1.5)
def replacement(g, at, kind, name):
    a = g.expression(at.sure(), 'text')
    if g.chance(0.3):
        return expression(name, TEXT, 'translate(', a, ", 'abo', " + g.choice(["'xy'", "'xyz'", "''"]) + ')')
    return expression(name, TEXT, 'replace(', a, ', ' + g.choice(["'a', 'zz'", "'o', ''", "'foo', 'bar'", "' ', '_'"]) + ')')


@production('text', 1)
def repetition(g, at, kind, name):
    call = g.choice(['repeat', 'reverse'])
    a = g.column(at, 'text') or g.literal('text')
    return expression(name, TEXT, f'{call}(', a, ', ' + g.choice(['0', '1', '3']) + ')' if call == 'repeat' else ')')


@production('text', 1)
def part_of_a_split(g, at, kind, name):
    return expression(name, TEXT, 'split_part(', g.expression(at.sure(), 'text'), ', ' + g.choice(["'.'", "' '", "'b'", "'foo'"]) + ', ' + g.choice(['1', '2', '5']) + ')')


@production('text', 1)
def regexp_replace(g, at, kind, name):
    a = g.expression(at.sure(), 'text')
    arguments = ', ' + quoted(g.choice(['a', 'o+', '[a-c]', '^f', 'z'])) + ', ' + g.choice(["'X'", "''"])
    return expression(name, TEXT, 'regexp_replace(', a, arguments, ')', pg=('regexp_replace(', a, arguments, ", 'g')"), why='regexp_replace')


@production('text', 0.5)
def regexp_substr(g, at, kind, name):
    """What does not match is an empty string on Redshift."""
    a = g.expression(at.sure(), 'text')
    argument = ', ' + quoted(g.choice(['o+', '[a-c]+', '^f', 'z.'])) + ')'
    return expression(name, TEXT, 'regexp_substr(', a, argument, pg=('case when ', a, " is not null then coalesce(regexp_substr(", a, argument, ", '') end"), why='regexp_substr')


@production('text', 0.5)
def md5(g, at, kind, name):
    return expression(name, TEXT, 'md5(', g.expression(at.sure(), 'text'), ')')


@production('text', 0.5)
def quoting(g, at, kind, name):
    return expression(name, TEXT, g.choice(['quote_ident(', 'quote_literal(']), g.expression(at.sure(), 'text'), ')')


@production('text', 0.5)
def character_of_a_number(g, at, kind, name):
    return expression(name, TEXT, g.choice(['chr(65)', 'chr(233)', 'chr(97)', 'to_hex(255)', 'to_hex(0)', 'to_hex(4096)']))


@production('text', 2)
def cast_to_text(g, at, kind, name):
    a = g.expression(at.sure(), g.choice(['int', 'int', 'numeric', 'text', 'char', 'date', 'timestamp', 'time', 'float']))
    if a.type.kind == 'float':
        a = next((c for c in at.columns if c.type.kind == 'float' and c.bound is not None and c.exact), None)
    if a is None or not a.firm or a.type.kind == 'numeric' and a.bound is None:
        return None
    return cast(name, LONG if a.type.kind == 'text' else TEXT, a, g.choice([0, 1]), bound=None)


@production('text', 1.5)
def cast_that_cuts(g, at, kind, name):
    a = g.expression(at.sure(), 'text')
    length = g.choice([1, 2, 3, 10])
    return cast(name, Type('text', 'varchar', length=length), a, g.choice([0, 1])) if a.ascii else None


@production('char', 2)
def cast_to_char(g, at, kind, name):
    a = g.expression(at.sure(), g.choice(['text', 'char']))
    return cast(name, char(g.choice([3, 5])), a, g.choice([0, 1])) if a.ascii else None


@production('text', 1)
def to_char_of_a_number(g, at, kind, name):
    kind, format = g.choice([('int', '999999'), ('int', 'FM999999'), ('int', '000000'), ('int', '99999S'), ('numeric', '999990.00'), ('numeric', 'FM999990.000')])
    a = g.expression(at.sure(), kind)
    return None if a.bound is None or a.bound >= 99999 else expression(name, TEXT, 'to_char(', a, f", '{format}')")


@production('int', 2)
def length(g, at, kind, name):
    call = g.choice(['length', 'char_length', 'character_length', 'octet_length', 'len'])
    a = some(g, at)
    if call == 'octet_length' and a.type.kind == 'char':
        return None
    if call == 'len':
        return expression(name, INT4, 'len(', a, ')', pg=('length(', a, ')'), why='len', bound=10**4)
    return expression(name, INT4, f'{call}(', a, ')', bound=10**4, name=(call, True))


@production('int', 1.5)
def position(g, at, kind, name):
    a, b = g.expression(at.sure(), 'text'), constant('string literal', TEXT, quoted(part := g.choice(['a', 'b', 'o', 'foo', ' '])), part)
    form = g.choice(['position', 'strpos', 'charindex'])
    if form == 'charindex':
        return expression(name, INT4, 'charindex(', b, ', ', a, ')', pg=('strpos(', a, ', ', b, ')'), why='charindex', bound=10**4)
    return expression(name, INT4, *(('position(', b, ' in ', a, ')') if form == 'position' else ('strpos(', a, ', ', b, ')')), bound=10**4)


@production('int', 0.6)
def ascii_code(g, at, kind, name):
    return expression(name, INT4, 'ascii(', g.expression(at.sure(), 'text'), ')', bound=10**6)


@production('int', 0.5)
def regexp_count_and_instr(g, at, kind, name):
    call = g.choice(['regexp_count', 'regexp_instr'])
    return expression(name, INT4, f'{call}(', g.expression(at.sure(), 'text'), ', ' + quoted(g.choice(['a', 'o', '[a-c]', '^f'])) + ')', bound=10**4)
