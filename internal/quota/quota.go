// Package quota applies the rates of requests that AWS allows, for those who test how
// their programs back off.
package quota

import (
	"sync"

	"golang.org/x/time/rate"

	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/clock"
)

// Rates are requests a second, of one account in one Region, by service and operation.
// An operation that is not named has no limit.
type Rates map[string]map[string]rate.Limit

// AWS are the rates of the Data API. Those of ExecuteStatement, GetStatementResult and
// DescribeStatement are documented; the others follow them, and are assumed.
func AWS() Rates {
	return Rates{"redshift-data": {
		"ExecuteStatement": 30, "BatchExecuteStatement": 20,
		"DescribeStatement": 100, "GetStatementResult": 20, "GetStatementResultV2": 20,
		"CancelStatement": 3, "ListStatements": 3, "ListSessions": 3,
		"ListDatabases": 3, "ListSchemas": 3, "ListTables": 3, "DescribeTable": 3,
	}}
}

// A Limiter counts requests. It is safe for concurrent use.
type Limiter struct {
	rates Rates
	clock clock.Clock

	mu      sync.Mutex
	buckets map[key]*rate.Limiter // as many as there are operations with a rate, per account and Region
}

type key struct{ account, region, service, operation string }

// New returns a limiter that has counted nothing.
func New(rates Rates, c clock.Clock) *Limiter {
	return &Limiter{rates: rates, clock: c, buckets: make(map[key]*rate.Limiter)}
}

// Allow counts a request and tells whether its rate allows it. What a second allows may
// come at once.
func (l *Limiter) Allow(scope caller.Scope, service, operation string) bool {
	limit, limited := l.rates[service][operation]
	if !limited {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	k := key{scope.Account, scope.Region, service, operation}
	bucket, known := l.buckets[k]
	if !known {
		bucket = rate.NewLimiter(limit, int(limit))
		l.buckets[k] = bucket
	}
	return bucket.AllowN(l.clock.Now(), 1)
}
