"""Makes several mistakes in one request: random ones of different dimensions.

	combine.py SIZE COUNT SEED

The mistakes are drawn evenly over the dimensions. Each line of the output is one
request in JSON with the causes that have to be found; none of them is sent.
"""

import json
import random
import sys

from mistakes import MISTAKES
from signing import Job, Key

ENDPOINT = 'http://127.0.0.1:5438'
KEY = Key('AKIAZ3MGNLQ7RT2WKX4B', 'q8Zr+Lm/2XvTn4KcY0pWdGhJ5sEbAf7uQ1iOeRy9')


def main(size, count, seed):
    chance = random.Random(seed)
    dimensions = {}
    for mistake in MISTAKES:
        if mistake.dimension:
            dimensions.setdefault(mistake.dimension, []).append(mistake)
    for _ in range(count):
        chosen = [chance.choice(dimensions[name]) for name in chance.sample(list(dimensions), size)]
        job = Job(ENDPOINT, KEY)
        for step in (step for mistake in chosen for step in mistake.steps):
            step(job)
        print(json.dumps({'want': [mistake.id for mistake in chosen], 'service': job.service, 'request': job.sign().record()}))


if __name__ == '__main__':
    main(*map(int, sys.argv[1:]))
