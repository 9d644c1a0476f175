package gateway_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/api/dataapi"
	"github.com/countersign-dev/countersign/internal/api/redshiftapi"
	"github.com/countersign-dev/countersign/internal/api/stsapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/gateway"
	"github.com/countersign-dev/countersign/internal/sts"
	"github.com/countersign-dev/countersign/sigv4"
)

const (
	keyID   = "AKIAIOSFODNN7EXAMPLE"
	secret  = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
	account = "123456789012"
	maxBody = 64 << 10
)

// Statements that fail.
const (
	panicID   = "panic000-0000-0000-0000-000000000000"
	troubleID = "trouble0-0000-0000-0000-000000000000"
)

// noon is the time at the gateway of every test.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// clusters is a management API with one operation, which answers with the
// cluster that it is asked for; a few identifiers make it fail.
type clusters struct{ redshiftapi.Service }

func (clusters) DescribeClusters(ctx context.Context, in *redshiftapi.DescribeClustersMessage) (*redshiftapi.ClustersMessage, error) {
	scope := caller.From(ctx)
	if in.ClusterIdentifier == nil {
		return &redshiftapi.ClustersMessage{}, nil
	}
	switch *in.ClusterIdentifier {
	case "missing":
		return nil, redshiftapi.ClusterNotFoundFault.With("Cluster %s not found.", *in.ClusterIdentifier)
	case "panic":
		panic("the panic's own text")
	case "trouble":
		return nil, errors.New("the trouble's own text")
	case "nothing":
		return nil, nil
	}
	return &redshiftapi.ClustersMessage{Clusters: []redshiftapi.Cluster{{
		ClusterIdentifier:   in.ClusterIdentifier,
		ClusterNamespaceArn: new(scope.ARN("redshift", "namespace:"+scope.RequestID)),
	}}}, nil
}

// statements is a Data API with one operation.
type statements struct{ dataapi.Service }

func (statements) DescribeStatement(_ context.Context, in *dataapi.DescribeStatementRequest) (*dataapi.DescribeStatementResponse, error) {
	switch *in.Id {
	case panicID:
		panic("the panic's own text")
	case troubleID:
		return nil, errors.New("the trouble's own text")
	}
	return &dataapi.DescribeStatementResponse{Id: in.Id, Status: new("FINISHED")}, nil
}

// A bench is a gateway that listens on a port, and its log.
type bench struct {
	address string
	gateway *gateway.Gateway
	log     *journal
}

// journal is a log in memory.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// What lookup has to say of keys that cannot be used.
const (
	inactiveKeyID = "AKIAINACTIVEINACTIVE"
	expiredToken  = "expired"
)

// lookup knows one access key, root's, one that is inactive, and a token that is over.
func lookup(_ context.Context, id, token string) (sigv4.Holder, error) {
	switch {
	case id == inactiveKeyID:
		return sigv4.Holder{}, sigv4.ErrInactiveKey
	case token == expiredToken:
		return sigv4.Holder{}, sigv4.ErrExpiredToken
	case id != keyID:
		return sigv4.Holder{}, sigv4.ErrUnknownKey
	case token != "":
		return sigv4.Holder{}, sigv4.ErrInvalidToken
	}
	return sigv4.Holder{SecretAccessKey: secret, Principal: caller.Identity{
		Account: account, Principal: caller.Principal{ARN: "arn:aws:iam::" + account + ":root", UserID: account},
	}}, nil
}

func newGateway(log io.Writer, regions ...string) *gateway.Gateway {
	manual := clock.NewManual(noon)
	return gateway.New(gateway.Config{
		APIs: []gateway.API{
			{Model: redshiftapi.NewModel(), Operations: redshiftapi.Operations(clusters{})},
			{Model: dataapi.NewModel(), Operations: dataapi.Operations(statements{})},
			{Model: stsapi.NewModel(), Operations: stsapi.Operations(sts.Service{})},
		},
		Verifier: &sigv4.Verifier{Lookup: lookup, Now: manual.Now, Keys: sigv4.NewKeyCache(16)},
		Clock:    manual,
		Log:      slog.New(slog.NewTextHandler(log, nil)),
		Regions:  regions,
		MaxBody:  maxBody,
	})
}

// newBench serves with the limits of the real server.
func newBench(t *testing.T, regions ...string) *bench {
	t.Helper()
	b := &bench{log: new(journal)}
	b.gateway = newGateway(b.log, regions...)
	server := httptest.NewUnstartedServer(b.gateway)
	server.Config.ReadHeaderTimeout = 10 * time.Second
	server.Config.ReadTimeout = 2 * time.Minute
	server.Config.MaxHeaderBytes = 64 << 10
	server.Start()
	t.Cleanup(server.Close)
	b.address = server.Listener.Addr().String()
	return b
}

// A reply is an answer as it stands on the wire.
type reply struct {
	status int
	header map[string][]string // names spelled as they came
	body   string
}

func (r reply) id() string { return strings.Join(r.header["x-amzn-RequestId"], " ") }

// exchange sends raw bytes over a connection of their own, closes its sending
// side, and returns all that comes back.
func (b *bench) exchange(t *testing.T, raw string) string {
	t.Helper()
	conn, err := net.Dial("tcp", b.address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	// A server that has refused may stop reading: what it answered is what counts.
	_, _ = io.WriteString(conn, raw)
	_ = conn.(*net.TCPConn).CloseWrite()
	answer, err := io.ReadAll(conn)
	if err != nil && len(answer) == 0 {
		t.Fatal(err)
	}
	return string(answer)
}

// send exchanges a request and checks what holds for every answer of the gateway's.
func (b *bench) send(t *testing.T, raw string) reply {
	t.Helper()
	got := parseReply(t, b.exchange(t, raw))
	if id := got.id(); len(id) != 36 || strings.Count(id, "-") != 4 {
		t.Errorf("x-amzn-RequestId is %q in %q", id, got.header)
	}
	if date := got.header["Date"]; len(date) != 1 || date[0] != noon.Format(http.TimeFormat) {
		t.Errorf("Date is %q", date)
	}
	if age, sent := got.header["Age"]; sent {
		t.Errorf("Age is %q: clients then do not correct their clocks", age)
	}
	if length := got.header["Content-Length"]; len(length) != 1 || length[0] != strconv.Itoa(len(got.body)) {
		t.Errorf("Content-Length is %q, the body has %d bytes", length, len(got.body))
	}
	return got
}

func parseReply(t *testing.T, text string) reply {
	t.Helper()
	head, body, found := strings.Cut(text, "\r\n\r\n")
	lines := strings.Split(head, "\r\n")
	var r reply
	if _, err := fmt.Sscanf(lines[0][min(8, len(lines[0])):], " %d", &r.status); err != nil || !found {
		t.Fatalf("no HTTP answer: %q", text)
	}
	r.header, r.body = make(map[string][]string), body
	for _, line := range lines[1:] {
		name, value, _ := strings.Cut(line, ": ")
		r.header[name] = append(r.header[name], value)
	}
	return r
}
