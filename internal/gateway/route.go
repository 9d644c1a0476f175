package gateway

import (
	"net/http"
	"strings"

	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/shape"
	"github.com/countersign-dev/countersign/internal/wire/awsjson"
	"github.com/countersign-dev/countersign/internal/wire/awsquery"
)

// route finds the service and the operation from what is asked: X-Amz-Target,
// else Action and Version, else the label of the host. It never looks at the
// credential scope, which is checked against what it finds.
func (g *Gateway) route(x *exchange) error {
	x.host = parseHost(x.r.Host)
	if s := g.labelled(x.host.service); s != nil {
		x.service = s
	}
	if target := x.r.Header.Get("X-Amz-Target"); target != "" {
		return g.routeJSON(x, target)
	}
	return g.routeQuery(x)
}

// checkEncoding refuses a body that would have to be decoded before it is read:
// which of the two forms was signed, clients do not agree on.
func checkEncoding(r *http.Request) error {
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		return fault.UnsupportedMediaType.With("Content-Encoding %q is not supported", encoding)
	}
	return nil
}

// routeJSON finds the operation of a JSON service. An unknown one is refused
// here, before authentication, as AWS does.
func (g *Gateway) routeJSON(x *exchange, target string) error {
	prefix, action, _ := strings.Cut(target, ".")
	x.action = action
	x.service = g.anyJSON()
	for _, s := range g.services {
		if s.json != nil && s.model.TargetPrefix == prefix {
			x.service, x.op = s, s.operations[action]
		}
	}
	if mediaType(x.r.Header.Get("Content-Type")) != awsjson.ContentType {
		return errNotJSON
	}
	if x.op == nil || x.r.Method != http.MethodPost {
		return fault.UnknownOperation.With("")
	}
	return checkEncoding(x.r)
}

// routeQuery finds the service of the query protocol that is asked. Whether it
// has the operation is looked at after authentication.
func (g *Gateway) routeQuery(x *exchange) error {
	if x.r.Method != http.MethodGet && x.r.Method != http.MethodPost {
		return errMethod
	}
	if err := checkEncoding(x.r); err != nil {
		return err
	}
	_, query, _ := strings.Cut(x.r.RequestURI, "?")
	var err error
	if x.form, err = awsquery.ParseForm(query); err != nil {
		return err
	}
	// Without a signature the verifier refuses, and no body is read for it.
	if signed(x.r, x.form) && x.r.Method == http.MethodPost {
		if err := g.readForm(x, query); err != nil {
			return err
		}
	}
	if s := g.versioned(x.form); s != nil {
		x.service = s
	}
	if x.service.json != nil { // a JSON service's host, and no target
		return g.routeJSON(x, "")
	}
	x.action, _ = x.form.Get("Action")
	if version, _ := x.form.Get("Version"); version == x.service.model.APIVersion {
		x.op = x.service.operations[x.action]
	}
	return nil
}

// signed tells whether a request claims any signature at all.
func signed(r *http.Request, query *awsquery.Form) bool {
	_, presigned := query.Get("X-Amz-Algorithm")
	return presigned || r.Header.Get("Authorization") != ""
}

// readForm takes the parameters from the body; those of the query come after them.
func (g *Gateway) readForm(x *exchange, query string) error {
	if err := g.readBody(x); err != nil {
		return err
	}
	if !isForm(x.r.Header.Get("Content-Type")) || len(x.body) == 0 {
		return nil
	}
	var err error
	x.form, err = awsquery.ParseForm(string(x.body) + "&" + query)
	return err
}

// versioned finds the query service whose version the form names; versions are
// dates and differ between services.
func (g *Gateway) versioned(form *awsquery.Form) *service {
	version, _ := form.Get("Version")
	for _, s := range g.services {
		if s.query != nil && s.model.APIVersion == version {
			return s
		}
	}
	return nil
}

func (g *Gateway) labelled(label string) *service {
	for _, s := range g.services {
		if label != "" && s.model.HostLabel == label {
			return s
		}
	}
	return nil
}

func (g *Gateway) anyJSON() *service {
	for _, s := range g.services {
		if s.json != nil {
			return s
		}
	}
	return g.services[0]
}

// input decodes the operation's input and checks it against the model.
func (x *exchange) input() (any, error) {
	if x.service.model.Protocol == shape.Query && x.op == nil {
		if x.action == "" {
			return nil, fault.MissingAction.With("The request must contain the parameter Action")
		}
		version, _ := x.form.Get("Version")
		if version == "" {
			version = "NO_VERSION_SPECIFIED"
		}
		return nil, fault.InvalidAction.With("Could not find operation %s for version %s", x.action, version)
	}
	if x.op.NewInput == nil {
		return nil, nil
	}
	input := x.op.NewInput()
	var err error
	if x.service.json != nil {
		err = x.service.json.Decode(x.body, x.op.Input, input)
	} else {
		err = x.service.query.Decode(x.form, x.op.Input, input)
	}
	if err != nil {
		return nil, err
	}
	return input, invalid(x.service.model, x.service.model.Validate(x.op.Input, input))
}

// invalid is the fault for an input that the model refuses, or nil.
func invalid(model *shape.Model, violations []shape.Violation) error {
	if len(violations) == 0 {
		return nil
	}
	if model.Protocol == shape.Query && violations[0].Missing {
		return fault.MissingParameter.With("The request must contain the parameter %s", violations[0].Member)
	}
	return fault.ValidationError.With("%s", shape.ValidationMessage(violations))
}

func mediaType(contentType string) string {
	media, _, _ := strings.Cut(contentType, ";")
	return strings.ToLower(strings.TrimSpace(media))
}

// isForm tells whether a body holds parameters. A body without a content type
// does: small clients leave it out.
func isForm(contentType string) bool {
	media := mediaType(contentType)
	return media == "" || media == "application/x-www-form-urlencoded"
}
