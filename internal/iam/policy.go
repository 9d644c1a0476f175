package iam

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// A policy is a policy document, as far as trust policies need it.
type policy struct {
	Version   string     `json:"Version"`
	ID        string     `json:"Id"`
	Statement statements `json:"Statement"`
}

// A statement is one of a policy's statements.
type statement struct {
	Sid          string                         `json:"Sid"`
	Effect       string                         `json:"Effect"`
	Principal    *principals                    `json:"Principal"`
	NotPrincipal json.RawMessage                `json:"NotPrincipal"`
	Action       texts                          `json:"Action"`
	NotAction    json.RawMessage                `json:"NotAction"`
	Resource     json.RawMessage                `json:"Resource"`
	NotResource  json.RawMessage                `json:"NotResource"`
	Condition    map[string]map[string]literals `json:"Condition"`
}

var errSyntax = errors.New("not a policy document")

// parsePolicy reads a policy document: one JSON object with no members but those
// of policies, whose names count in capitals and small letters.
func parsePolicy(document string) (policy, error) {
	var p policy
	in := json.NewDecoder(strings.NewReader(document))
	in.DisallowUnknownFields()
	if err := in.Decode(&p); err != nil {
		return p, err
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return p, errSyntax
	}
	return p, nil
}

// statements are one statement, or a list of them.
type statements []statement

func (s *statements) UnmarshalJSON(data []byte) error { return oneOrMany(data, (*[]statement)(s)) }

// texts are one string, or a list of them.
type texts []string

func (t *texts) UnmarshalJSON(data []byte) error { return oneOrMany(data, (*[]string)(t)) }

// literals are one value or a list of them; numbers and booleans are their text.
type literals []string

func (l *literals) UnmarshalJSON(data []byte) error {
	var values []json.RawMessage
	if err := oneOrMany(data, &values); err != nil {
		return err
	}
	for _, raw := range values {
		var text string
		if err := json.Unmarshal(raw, &text); err != nil {
			if len(raw) == 0 || raw[0] == '{' || raw[0] == '[' || string(raw) == "null" {
				return errSyntax
			}
			text = string(raw)
		}
		*l = append(*l, text)
	}
	return nil
}

// principals are "*", or lists by kind: AWS, Service, Federated, CanonicalUser.
type principals map[string]texts

func (p *principals) UnmarshalJSON(data []byte) error {
	if bytes.Equal(data, []byte(`"*"`)) {
		*p = principals{"AWS": {"*"}}
		return nil
	}
	var kinds map[string]texts
	if err := strict(data, &kinds); err != nil {
		return err
	}
	*p = kinds
	return nil
}

// oneOrMany reads a value, or a list of them.
func oneOrMany[T any](data []byte, list *[]T) error {
	if len(data) > 0 && data[0] == '[' {
		return strict(data, list)
	}
	var one T
	if err := strict(data, &one); err != nil {
		return err
	}
	*list = []T{one}
	return nil
}

func strict(data []byte, into any) error {
	in := json.NewDecoder(bytes.NewReader(data))
	in.DisallowUnknownFields()
	return in.Decode(into)
}
