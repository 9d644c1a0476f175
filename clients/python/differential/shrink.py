"""Makes a query smaller while its answers still differ in the same way."""

from grammar import LITERALS, Generator
from node import QUERY, clause, substitute, walk


def shrink(root, differs, expressions=True, limit=400):
    """The smallest query found; differs tells whether one still differs as the first did.
    Expressions stay as they are where that is asked for: names depend on them."""
    tried = 0
    again = True
    while again and tried < limit:
        again = False
        for smaller in candidates(root, expressions):
            tried += 1
            if tried >= limit:
                break
            if differs(smaller):
                root, again = smaller, True
                break
    return root


def candidates(root, expressions):
    """Queries that have one thing less, the largest steps first."""
    for node, fixed in below(root):
        if node.optional:
            yield substitute(root, node, clause())
    for node, fixed in below(root):
        if node.separator is not None and len(node.parts) > 1 and not fixed and not node.fixed:
            for i in range(len(node.parts)):
                yield substitute(root, node, node.with_parts(node.parts[:i] + node.parts[i + 1:], None))
    for node, fixed in below(root):
        if node.type is None or not node.children() or not expressions and node.type is not QUERY:
            continue
        if node.type is QUERY:
            for inner in walk(node):
                if inner is not node and inner.type is QUERY:
                    yield substitute(root, node, inner)
            continue
        for inner in walk(node):
            if inner is not node and inner.type is not None and inner.type.kind == node.type.kind and inner.type is not QUERY:
                yield substitute(root, node, inner)
        if not fixed and node.type.kind in LITERALS:
            yield substitute(root, node, Generator(1).literal(node.type.kind))


def below(node, fixed=False):
    yield node, fixed
    for child in node.children():
        yield from below(child, fixed or child.fixed)
