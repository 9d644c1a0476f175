package main

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/internal/config"
	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/sigv4"
)

// remoteKeys asks the IAM API of a running server, signing with the root key.
type remoteKeys struct {
	endpoint string
	client   *http.Client
	signer   *sigv4.Signer
}

// askFor is how long the command waits for an answer.
const askFor = 30 * time.Second

// maxReply bounds what is read of an answer.
const maxReply = 16 << 20

func newRemoteKeys(running config.Runtime, root config.RootKey) (*remoteKeys, error) {
	transport, err := transportTo(running)
	if err != nil {
		return nil, err
	}
	return &remoteKeys{
		endpoint: running.Endpoint, client: &http.Client{Timeout: askFor, Transport: transport},
		signer: &sigv4.Signer{
			Credentials: sigv4.Credentials{AccessKeyID: root.AccessKeyID, SecretAccessKey: root.SecretAccessKey},
			Region:      running.Region, Service: "iam",
		},
	}, nil
}

// A keysReply is what the command reads of IAM's answers, whatever was asked.
type keysReply struct {
	Made        keyElement   `xml:"CreateAccessKeyResult>AccessKey"`
	Keys        []keyElement `xml:"ListAccessKeysResult>AccessKeyMetadata>member"`
	KeysMarker  string       `xml:"ListAccessKeysResult>Marker"`
	Users       []string     `xml:"ListUsersResult>Users>member>UserName"`
	UsersMarker string       `xml:"ListUsersResult>Marker"`
	Owner       string       `xml:"GetAccessKeyLastUsedResult>UserName"`
	Code        string       `xml:"Error>Code"`
	Message     string       `xml:"Error>Message"`
}

type keyElement struct {
	UserName        string
	AccessKeyID     string `xml:"AccessKeyId"`
	SecretAccessKey string
	Status          string
	CreateDate      time.Time
}

func (e keyElement) info() keyInfo {
	user := e.UserName
	if user == "" {
		user = rootUser
	}
	return keyInfo{User: user, AccessKeyID: e.AccessKeyID, SecretAccessKey: e.SecretAccessKey, Status: e.Status, Created: e.CreateDate}
}

// ask calls an operation. Parameters come in pairs; one with an empty value is
// left out.
func (r *remoteKeys) ask(ctx context.Context, action string, parameters ...string) (reply keysReply, err error) {
	form := url.Values{"Action": {action}, "Version": {"2010-05-08"}}
	for i := 0; i < len(parameters); i += 2 {
		if parameters[i+1] != "" {
			form.Set(parameters[i], parameters[i+1])
		}
	}
	body := []byte(form.Encode())
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.endpoint+"/", bytes.NewReader(body))
	if err != nil {
		return reply, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if err := r.signer.SignHTTP(req, sigv4.HashPayload(body)); err != nil {
		return reply, err
	}
	resp, err := r.client.Do(req)
	if err != nil {
		return reply, trouble(fmt.Errorf("the server at %s does not answer: %w", r.endpoint, errors.Unwrap(err)), "")
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxReply))
	if err != nil {
		return reply, fmt.Errorf("answer of %s: %w", r.endpoint, err)
	}
	if err := xml.Unmarshal(text, &reply); err != nil {
		return reply, fmt.Errorf("answer of %s: %w", r.endpoint, err)
	}
	if reply.Code != "" {
		kind := &fault.Kind{Code: reply.Code, Status: resp.StatusCode}
		return reply, kind.With("%s", reply.Message)
	}
	return reply, nil
}

func (r *remoteKeys) createUser(ctx context.Context, user string) error {
	_, err := r.ask(ctx, "CreateUser", "UserName", user)
	return err
}

func (r *remoteKeys) users(ctx context.Context) (users []string, err error) {
	for marker := ""; ; {
		reply, err := r.ask(ctx, "ListUsers", "Marker", marker)
		if err != nil {
			return nil, err
		}
		users = append(users, reply.Users...)
		if marker = reply.UsersMarker; marker == "" {
			return users, nil
		}
	}
}

func (r *remoteKeys) create(ctx context.Context, user string) (keyInfo, error) {
	reply, err := r.ask(ctx, "CreateAccessKey", "UserName", user)
	return reply.Made.info(), err
}

func (r *remoteKeys) list(ctx context.Context, user string) (keys []keyInfo, err error) {
	for marker := ""; ; {
		reply, err := r.ask(ctx, "ListAccessKeys", "UserName", user, "Marker", marker)
		if err != nil {
			return nil, err
		}
		for _, k := range reply.Keys {
			keys = append(keys, k.info())
		}
		if marker = reply.KeysMarker; marker == "" {
			return keys, nil
		}
	}
}

func (r *remoteKeys) owner(ctx context.Context, id string) (string, error) {
	reply, err := r.ask(ctx, "GetAccessKeyLastUsed", "AccessKeyId", id)
	return reply.Owner, err
}

func (r *remoteKeys) setStatus(ctx context.Context, user, id, status string) error {
	_, err := r.ask(ctx, "UpdateAccessKey", "UserName", user, "AccessKeyId", id, "Status", status)
	return err
}

func (r *remoteKeys) remove(ctx context.Context, user, id string) error {
	_, err := r.ask(ctx, "DeleteAccessKey", "UserName", user, "AccessKeyId", id)
	return err
}

func (r *remoteKeys) close() error {
	r.client.CloseIdleConnections()
	return nil
}

// containsFold tells whether a list has a name, in capitals or small letters.
func containsFold(list []string, name string) bool {
	for _, have := range list {
		if strings.EqualFold(have, name) {
			return true
		}
	}
	return false
}
