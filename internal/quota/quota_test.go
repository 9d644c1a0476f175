package quota_test

import (
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/api/dataapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/quota"
)

func TestRates(t *testing.T) {
	now := clock.NewManual(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	l := quota.New(quota.AWS(), now)
	here, there := caller.Scope{Account: "1", Region: "us-east-1"}, caller.Scope{Account: "1", Region: "eu-west-1"}
	allowed := func(scope caller.Scope, operation string) (n int) {
		for l.Allow(scope, "redshift-data", operation) {
			if n++; n == 1000 {
				break
			}
		}
		return n
	}
	for operation, want := range map[string]int{"ExecuteStatement": 30, "GetStatementResult": 20, "DescribeStatement": 100, "NoSuchOperation": 1000} {
		if n := allowed(here, operation); n != want {
			t.Errorf("%s: %d at once, want %d", operation, n, want)
		}
	}
	if n := allowed(there, "ExecuteStatement"); n != 30 {
		t.Errorf("another Region: %d", n)
	}
	now.Advance(100 * time.Millisecond)
	if n := allowed(here, "ExecuteStatement"); n != 3 {
		t.Errorf("after a tenth of a second: %d, want 3", n)
	}
	if !l.Allow(here, "redshift", "ExecuteStatement") {
		t.Error("a service without rates is limited")
	}
}

// Every operation of the Data API has a rate, and no other name has.
func TestRatesAreOfOperations(t *testing.T) {
	operations := map[string]bool{}
	for _, op := range dataapi.Operations(nil) {
		operations[op.Name] = true
	}
	rates := quota.AWS()["redshift-data"]
	for name := range rates {
		if !operations[name] {
			t.Errorf("%s is no operation", name)
		}
	}
	for name := range operations {
		if rates[name] <= 0 {
			t.Errorf("%s has no rate", name)
		}
	}
}
