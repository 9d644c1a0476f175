package events

import (
	"errors"
	"net/url"
	"strings"

	"github.com/countersign-dev/countersign/sigv4"
)

// Open makes the sink that a text names:
//
//	file:PATH         a file, one event of JSON in a line
//	webhook:URL       POST of the event as JSON
//	eventbridge:URL   PutEvents of EventBridge at this endpoint, for the event bus
//	                  that the URL's query names (?bus=NAME), signed with credentials
//
// credentials is called for eventbridge only.
func Open(text string, credentials func() (sigv4.Credentials, error)) (Sink, error) {
	kind, where, _ := strings.Cut(text, ":")
	switch {
	case where == "":
	case kind == "file":
		return File(where), nil
	case kind == "webhook":
		u, err := endpoint(where)
		if err != nil {
			return nil, err
		}
		return &Webhook{URL: u}, nil
	case kind == "eventbridge":
		u, err := endpoint(where)
		if err != nil {
			return nil, err
		}
		bus := u.Query().Get("bus")
		u.RawQuery = ""
		key, err := credentials()
		if err != nil {
			return nil, err
		}
		return &EventBridge{URL: u, Bus: bus, Credentials: key}, nil
	}
	return nil, errors.New("neither file:PATH, webhook:URL nor eventbridge:URL")
}

// endpoint reads a URL. Its errors do not repeat it: it may hold a password.
func endpoint(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, errors.New("not a URL of http or https")
	}
	if u.Path == "" {
		u.Path = "/"
	}
	return u, nil
}

var _ = []Sink{File(""), (*Webhook)(nil), (*EventBridge)(nil)}
