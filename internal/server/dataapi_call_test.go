package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/countersign-dev/countersign/internal/api/dataapi"
	"github.com/countersign-dev/countersign/internal/api/secretsapi"
	"github.com/countersign-dev/countersign/internal/server"
	"github.com/countersign-dev/countersign/internal/shape"
	"github.com/countersign-dev/countersign/sigv4"
)

// A request is a call that is ready to be sent, as often as one likes.
type request struct {
	stage     *stage
	service   string
	target    string // empty for the query protocol
	operation string
	members   []string
	body      []byte
	caller    key
}

// request reads the arguments of a call.
func (s *stage) request(ts *testscript.TestScript, args []string) request {
	model, operations := dataapi.NewModel(), dataapi.Operations(nil)
	name, elsewhere := strings.CutPrefix(args[0], "secretsmanager.")
	if elsewhere {
		model, operations = secretsapi.NewModel(), secretsapi.Operations(nil)
	}
	r := request{stage: s, service: model.SigningName, target: model.TargetPrefix + "." + name, operation: name, caller: s.caller}
	input := map[string]any{}
	for _, argument := range places(args[1:]) {
		member, value, _ := strings.Cut(argument, "=")
		kind, known := memberKind(model, operations, name, member)
		switch {
		case !known:
			ts.Fatalf("%s has no %s", name, member)
		case kind == shape.String:
			input[member] = value
		default:
			input[member] = json.RawMessage(value)
		}
		r.members = append(r.members, member)
	}
	if elsewhere {
		r.members = nil // of no account here
	}
	var err error
	r.body, err = json.Marshal(input)
	ts.Check(err)
	return r
}

// places writes out what stands for a cluster or a workgroup.
func places(args []string) (list []string) {
	for _, argument := range args {
		switch argument {
		case "@first":
			list = append(list, "ClusterIdentifier=first", "Database=dev")
		case "@group":
			list = append(list, "WorkgroupName=group", "Database=dev")
		default:
			list = append(list, argument)
		}
	}
	return list
}

func memberKind(model *shape.Model, operations []shape.Operation, name, member string) (kind shape.Kind, known bool) {
	for _, operation := range operations {
		if operation.Name != name {
			continue
		}
		for _, m := range model.Shape(operation.Input).Members {
			if m.Name == member {
				return model.Shape(m.Target).Kind, true
			}
		}
	}
	return 0, false
}

// finish sends a request and waits for the answer. A cancel is repeated after a moment
// where it did not arrive, so the clock must move while one is under way.
func (s *stage) finish(r request) answer {
	answers := make(chan answer, 1)
	s.calls.Go(func() { answers <- r.send() })
	if r.operation == "CancelStatement" {
		return s.ticking(answers, 2*tick)
	}
	return s.ticking(answers, 0)
}

// ticking waits for an answer while the clock moves.
func (s *stage) ticking(answers <-chan answer, step time.Duration) answer {
	ticks := time.NewTicker(2 * tick)
	defer ticks.Stop()
	for end := time.Now().Add(patience); time.Now().Before(end); {
		select {
		case a := <-answers:
			s.seen.answered(a)
			return a
		case <-ticks.C:
			if step > 0 {
				s.now.Advance(step)
			}
		}
	}
	return answer{err: errors.New("there is no answer")}
}

// send signs a request and sends it.
func (r *request) send() answer {
	a := answer{operation: r.operation, members: r.members}
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, r.stage.server.Endpoint()+"/", bytes.NewReader(r.body))
	if err != nil {
		return answer{err: err}
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if r.target != "" {
		req.Header.Set("Content-Type", "application/x-amz-json-1.1")
		req.Header.Set("X-Amz-Target", r.target)
	}
	signer := sigv4.Signer{Credentials: r.caller, Region: server.DefaultRegion, Service: r.service, Now: r.stage.now.Now}
	if err := signer.SignHTTP(req, sigv4.HashPayload(r.body)); err != nil {
		return answer{err: err}
	}
	got, err := http.DefaultClient.Do(req)
	if err != nil {
		return answer{err: err}
	}
	defer got.Body.Close()
	a.status, a.id = got.StatusCode, got.Header.Get("x-amzn-RequestId")
	a.body, a.err = io.ReadAll(got.Body)
	return a
}

// An answer is what a call came to.
type answer struct {
	operation string
	members   []string // that the call had
	status    int
	id        string // of the request
	body      []byte
	err       error // no answer came
}

func (a *answer) refused() bool { return a.status != http.StatusOK }

// code is the code of a fault.
func (a *answer) code() string {
	code, _ := a.value("__type")
	return code
}

// text is the answer as scripts read it: JSON with a member on each line, or for a fault
// its status, code, message and further members. The request's id is REQUEST.
func (a *answer) text() string {
	if !a.refused() {
		var pretty bytes.Buffer
		if err := json.Indent(&pretty, a.body, "", "  "); err != nil {
			return string(a.body)
		}
		return pretty.String()
	}
	message, _ := a.value("message")
	text := strconv.Itoa(a.status) + " " + a.code() + ": " + message
	for _, member := range []string{"ResourceId", "StatementId"} {
		if value, found := a.value(member); found {
			text += " (" + member + " " + value + ")"
		}
	}
	if a.id != "" {
		text = strings.ReplaceAll(text, a.id, "REQUEST")
	}
	return text
}

// value is what stands at a path in the answer, such as Records.0.0.longValue; a text as
// it is, with its line ends as \r and \n, anything else as JSON.
func (a *answer) value(path string) (value string, found bool) {
	d := json.NewDecoder(bytes.NewReader(a.body))
	d.UseNumber()
	var at any
	if d.Decode(&at) != nil {
		return "", false
	}
	for name := range strings.SplitSeq(path, ".") {
		switch in := at.(type) {
		case map[string]any:
			at, found = in[name]
		case []any:
			n, err := strconv.Atoi(name)
			if found = err == nil && n >= 0 && n < len(in); found {
				at = in[n]
			}
		default:
			found = false
		}
		if !found {
			return "", false
		}
	}
	if text, ok := at.(string); ok {
		return strings.NewReplacer("\r", `\r`, "\n", `\n`).Replace(text), true
	}
	var compact bytes.Buffer
	e := json.NewEncoder(&compact)
	e.SetEscapeHTML(false)
	if e.Encode(at) != nil {
		return "", false
	}
	return strings.TrimSuffix(compact.String(), "\n"), true
}
