package gateway

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/sigv4/explain"
)

// logRequest writes the one line that each request has. It holds no secret, no
// signature and no token; an access key ID that is not one of ours is shown as
// its length and first characters, since it may be a secret in the wrong place.
func (g *Gateway) logRequest(x *exchange, a answer, err error, took time.Duration) {
	level := slog.LevelInfo
	attrs := []slog.Attr{
		slog.String("service", x.service.model.Service),
		slog.String("operation", printable(x.action)),
		slog.Int("status", a.status),
		slog.Duration("duration", took),
		slog.String("request_id", x.id),
	}
	if x.scope.Region != "" {
		attrs = append(attrs, slog.String("region", x.scope.Region))
	}
	if x.keyID != "" {
		attrs = append(attrs, slog.String("access_key_id", x.keyID))
	} else if id := x.claimedKeyID(); id != "" {
		attrs = append(attrs, slog.String("access_key_id", explain.MaskKeyID(id)))
	}
	if a.fault != nil {
		code, _ := a.fault.Kind.InQuery()
		attrs = append(attrs, slog.String("fault", code))
	}
	if x.refusal != nil {
		attrs = append(attrs, slog.String("reason", string(x.refusal.Reason)))
	}
	if x.told.Cause != "" {
		attrs = append(attrs, slog.String("cause", x.told.Header), slog.String("fix", x.told.Fix))
	}
	if err != nil && a.status >= http.StatusInternalServerError {
		level = slog.LevelError
		attrs = append(attrs, slog.String("error", err.Error()))
	}
	g.Log.LogAttrs(context.Background(), level, "request", attrs...)
}

// printable bounds what a client can write into the log through an action's name.
func printable(action string) string {
	if len(action) > 64 {
		action = action[:64]
	}
	return strings.ToValidUTF8(action, "?")
}

// claimedKeyID is the key ID of a credential that was not accepted, from the header
// or the query.
func (x *exchange) claimedKeyID() string {
	_, credential, _ := strings.Cut(x.r.Header.Get("Authorization"), "Credential=")
	if credential == "" {
		credential = queryValue(x.r, "X-Amz-Credential")
	}
	id, _, _ := strings.Cut(strings.TrimSpace(credential), "/")
	return id
}
