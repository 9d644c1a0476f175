package events

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
)

// client asks where it is told to and nowhere else: a signature is for one host.
var client = &http.Client{
	Timeout:       longest,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// maxAnswer bounds what is read of an answer, in bytes.
const maxAnswer = 1 << 20

// A Webhook is a sink that is a web server: any status from 200 to 299 takes the event.
type Webhook struct{ URL *url.URL }

// Deliver posts an event as JSON.
func (w *Webhook) Deliver(ctx context.Context, event *Event) error {
	body, err := json.Marshal(event)
	if err != nil {
		return err
	}
	request, err := post(ctx, w.URL, "application/json", body)
	if err != nil {
		return err
	}
	_, err = do(request)
	return err
}

// EventBridge is a sink that is EventBridge, or an emulator of it.
//
// AWS itself takes no event from others whose source begins with "aws.": against AWS
// every event is rejected, with the reason in the log.
type EventBridge struct {
	URL         *url.URL
	Bus         string // empty for the default bus
	Credentials sigv4.Credentials
}

// entry is PutEventsRequestEntry of EventBridge.
type entry struct {
	Time         int64 // seconds since 1970
	Source       string
	Resources    []string
	DetailType   string
	Detail       string
	EventBusName string `json:",omitempty"`
}

// Deliver calls PutEvents with one event, signed for the event's Region.
func (b *EventBridge) Deliver(ctx context.Context, event *Event) error {
	body, err := json.Marshal(map[string][]entry{"Entries": {{
		Time: event.Time.Unix(), Source: event.Source, Resources: event.Resources,
		DetailType: event.DetailType, Detail: string(event.Detail), EventBusName: b.Bus,
	}}})
	if err != nil {
		return err
	}
	request, err := post(ctx, b.URL, "application/x-amz-json-1.1", body)
	if err != nil {
		return err
	}
	request.Header.Set("X-Amz-Target", "AWSEvents.PutEvents")
	signer := sigv4.Signer{Credentials: b.Credentials, Region: event.Region, Service: "events"}
	if err := signer.SignHTTP(request, sigv4.HashPayload(body)); err != nil {
		return err
	}
	answer, err := do(request)
	if err != nil {
		return err
	}
	var out struct {
		FailedEntryCount int
		Entries          []struct{ ErrorCode, ErrorMessage string }
	}
	if err := json.Unmarshal(answer, &out); err != nil {
		return errors.New("PutEvents: the answer is not JSON")
	}
	if out.FailedEntryCount == 0 {
		return nil
	}
	err = errors.New("PutEvents refused the entry")
	if len(out.Entries) > 0 {
		err = fmt.Errorf("PutEvents: %s: %s", out.Entries[0].ErrorCode, out.Entries[0].ErrorMessage)
		if !slices.Contains([]string{"ThrottlingException", "InternalFailure", "InternalException"}, out.Entries[0].ErrorCode) {
			err = fmt.Errorf("%w: %w", ErrRejected, err)
		}
	}
	return err
}

func post(ctx context.Context, to *url.URL, contentType string, body []byte) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, to.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", contentType)
	return request, nil
}

// do sends a request and returns the body of an answer that is a success. Errors name
// the host, not the URL.
func do(request *http.Request) ([]byte, error) {
	response, err := client.Do(request)
	if err != nil {
		var detailed *url.Error
		if errors.As(err, &detailed) {
			err = detailed.Err
		}
		return nil, fmt.Errorf("%s: %w", request.URL.Host, err)
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", request.URL.Host, err)
	}
	switch status := response.StatusCode; {
	case status/100 == 2:
		return answer, nil
	case slices.Contains(rejections, status):
		return nil, fmt.Errorf("%w: %s answers %s", ErrRejected, request.URL.Host, response.Status)
	default:
		return nil, fmt.Errorf("%s answers %s", request.URL.Host, response.Status)
	}
}

// rejections are the statuses after which the same event would be refused again. What
// may be put right on the other side meanwhile (its address, our permission) is none.
var rejections = []int{http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity}

// Second is a time in whole seconds, as events tell it.
func Second(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }
