package gateway

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/shape"
	"github.com/countersign-dev/countersign/internal/wire/awsjson"
	"github.com/countersign-dev/countersign/internal/wire/awsquery"
)

// Answers that AWS's front ends give before any protocol is known to apply.
var (
	errNotJSON = errors.New("a JSON service was asked in another content type")
	errMethod  = errors.New("method is neither GET nor POST")
)

// documentation is where AWS's query services send requests of other methods.
const documentation = "https://docs.aws.amazon.com/redshift/latest/APIReference/"

// notJSON is AWS's answer to a JSON service's target in another content type.
const notJSON = "<MissingAuthenticationTokenException>\n  <Message>Missing Authentication Token</Message>\n</MissingAuthenticationTokenException>\n"

// An answer is a response ready to be written.
type answer struct {
	status      int
	contentType string
	location    string
	fault       *fault.Fault
	body        []byte
}

// answer encodes an output or an error in the protocol of the exchange. An error
// that is no fault becomes an InternalFailure, and its text stays here.
func (x *exchange) answer(output any, err error) answer {
	switch {
	case errors.Is(err, errNotJSON):
		return answer{status: http.StatusForbidden, contentType: awsquery.ContentType, body: []byte(notJSON)}
	case errors.Is(err, errMethod):
		return answer{status: http.StatusFound, location: documentation}
	case err != nil:
		f, ok := fault.From(err)
		if !ok {
			f = fault.InternalFailure.With("An internal error has occurred. Request id: %s", x.id)
		}
		return x.refusalAnswer(f)
	case x.service.model.Protocol == shape.JSON:
		return answer{status: http.StatusOK, contentType: awsjson.ContentType,
			body: x.keep(x.service.json.AppendResponse(x.buffer, x.op, output))}
	}
	return answer{status: http.StatusOK, contentType: awsquery.ContentType,
		body: x.keep(x.service.query.AppendResponse(x.buffer, x.op, output, x.id))}
}

// keep notes where the answer was written, so that its memory serves again.
func (x *exchange) keep(body []byte) []byte {
	x.buffer = body[:0]
	return body
}

func (x *exchange) refusalAnswer(f *fault.Fault) answer {
	if x.service.model.Protocol == shape.JSON {
		_, status := f.Kind.InJSON()
		return answer{status: status, contentType: awsjson.ContentType, fault: f, body: awsjson.AppendFault(nil, f)}
	}
	namespace := x.service.model.Namespace
	if errors.Is(f, fault.InvalidAction) {
		namespace = awsquery.FaultNamespace
	}
	_, status := f.Kind.InQuery()
	return answer{status: status, contentType: awsquery.ContentType, fault: f, body: awsquery.AppendFault(nil, namespace, f, x.id)}
}

// write sends the answer. The request id's header is spelled as AWS spells it.
func (a answer) write(x *exchange) {
	header := x.w.Header()
	header["x-amzn-RequestId"] = []string{x.id}
	if a.contentType != "" {
		header.Set("Content-Type", a.contentType)
	}
	if a.location != "" {
		header.Set("Location", a.location)
	}
	header.Set("Content-Length", strconv.Itoa(len(a.body)))
	x.w.WriteHeader(a.status)
	_, _ = x.w.Write(a.body) // the client may be gone; there is nobody to tell
}
