package server

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/internal/api/awsregions"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/refusal"
	"github.com/countersign-dev/countersign/sigv4"
)

// RefusalsPath is where a server tells what it has refused: JSON lines of
// refusal.Record, oldest first. "after=N" leaves out the records up to number N,
// "follow=true" goes on as more are refused. A request for it is signed with the root
// key for the service OwnService, in any Region.
const (
	RefusalsPath = "/countersign/refusals"
	OwnService   = "countersign"
)

// heartbeat is how often a follower is sent an empty line, to find out that it is gone.
const heartbeat = 15 * time.Second

// refusals serves the journal to the root key.
func (s *Server) refusals() http.Handler {
	verifier := s.verifier()
	verifier.Service, verifier.MaxBody = OwnService, 1
	verifier.ValidRegion = func(region string) bool {
		_, known := awsregions.Partition(region)
		return known
	}
	return sigv4.Middleware(verifier)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, _ := sigv4.IdentityFrom(r.Context())
		identity, ok := who.Principal.(caller.Identity)
		if !ok || !strings.HasSuffix(identity.Principal.ARN, ":root") || r.Method != http.MethodGet {
			http.Error(w, "only the root key may read refusals, by GET", http.StatusForbidden)
			return
		}
		query := r.URL.Query()
		after, err := strconv.ParseUint(query.Get("after"), 10, 64)
		if err != nil && query.Has("after") {
			http.Error(w, "after is no number", http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/jsonl")
		s.tellRefusals(w, r, after, query.Get("follow") == "true")
	}))
}

// tellRefusals writes records until the client is gone, the journal closed, or, where
// nobody follows, all are told.
func (s *Server) tellRefusals(w http.ResponseWriter, r *http.Request, after uint64, follow bool) {
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Time{}) // a follower sends nothing more
	encoder := json.NewEncoder(w)
	for {
		var records []refusal.Record
		records, more, open := s.journal.Since(after)
		for i := range records {
			if encoder.Encode(&records[i]) != nil {
				return
			}
			after = records[i].Number
		}
		if !follow || !open || control.Flush() != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-more:
		case <-s.config.Clock.After(heartbeat):
			if _, err := w.Write([]byte("\n")); err != nil {
				return
			}
		}
	}
}
