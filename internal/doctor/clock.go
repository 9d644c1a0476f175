package doctor

import (
	"context"
	"net/http"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
)

// patience bounds each request that is sent.
const patience = 5 * time.Second

// checkClock compares this machine's clock with the Date header of the endpoint, which
// answers unsigned requests with a refusal and its time. It returns false where nobody
// answers.
func (x *examination) checkClock(ctx context.Context, endpoint string) bool {
	if endpoint == "" {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, endpoint, nil)
	if err != nil {
		return false
	}
	answer, err := x.machine.Transport.RoundTrip(req)
	if err != nil {
		x.add(Fails, "endpoint-unreachable", endpoint, "nobody answers there: %v", err)
		return false
	}
	answer.Body.Close()
	theirs, err := http.ParseTime(answer.Header.Get("Date"))
	if err != nil || answer.Header.Get("Age") != "" {
		return true // a cache answered, or nobody says what time it is
	}
	ours := x.machine.Clock.Now()
	skew := ours.Sub(theirs).Round(time.Second)
	where := "clock, against " + req.URL.Host
	hours := skew.Round(time.Hour)
	switch {
	case skew.Abs() < 2*time.Minute:
	case hours != 0 && (skew-hours).Abs() < 2*time.Minute:
		x.add(Fails, "clock-skew-whole-hours", where, "this machine's clock is %v off, whole hours: %s here, %s there", skew,
			ours.UTC().Format(sigv4.TimeFormat), theirs.UTC().Format(sigv4.TimeFormat))
	case skew.Abs() > 5*time.Minute:
		x.add(Fails, "machine-clock-wrong", where, "this machine's clock is %v off: %s here, %s there", skew,
			ours.UTC().Format(sigv4.TimeFormat), theirs.UTC().Format(sigv4.TimeFormat))
	default:
		x.add(Warns, "machine-clock-wrong", where, "this machine's clock is %v off; services allow 5 or 15 minutes", skew)
	}
	return true
}
