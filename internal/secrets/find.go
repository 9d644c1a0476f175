package secrets

import (
	"context"
	"crypto/rand"
	"strings"

	"github.com/countersign-dev/countersign/internal/api/secretsapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/store"
)

// How a secret is named: by its name, by its ARN, or by its ARN without the hyphen and
// the six characters at the end.

// suffixSize is how many random characters end an ARN.
const suffixSize = 6

const suffixDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// suffix is a new secret's random characters.
func suffix() string {
	const even = 256 - 256%len(suffixDigits) // bytes below fall evenly on the digits
	text := make([]byte, 0, suffixSize)
	for one := make([]byte, 1); len(text) < suffixSize; {
		_, _ = rand.Read(one) // never fails: see crypto/rand
		if int(one[0]) < even {
			text = append(text, suffixDigits[int(one[0])%len(suffixDigits)])
		}
	}
	return string(text)
}

// find returns a secret by its name or ARN. An ARN of another account or Region
// finds nothing.
func (s *Service) find(ctx context.Context, id string) (store.Key, secret, error) {
	scope := caller.From(ctx)
	for _, name := range namesOf(scope, id) {
		key := secretKey(scope, name)
		sec, found := s.secrets.Get(key)
		if found && !s.due(sec) && (id == name || id == sec.ARN || id == sec.ARN[:len(sec.ARN)-suffixSize-1]) {
			return key, sec, nil
		}
	}
	return store.Key{}, secret{}, secretsapi.ResourceNotFoundException.With("Secrets Manager can't find the specified secret.")
}

// usable is find for what a deleted secret does not do.
func (s *Service) usable(ctx context.Context, id string) (store.Key, secret, error) {
	key, sec, err := s.find(ctx, id)
	if err == nil && sec.deleted() {
		err = secretsapi.InvalidRequestException.With("You can't perform this operation on the secret because it was marked for deletion.")
	}
	return key, sec, err
}

// namesOf are the names that a secret so called may have.
func namesOf(scope caller.Scope, id string) []string {
	rest, isARN := strings.CutPrefix(id, scope.ARN("secretsmanager", "secret:"))
	if !isARN {
		return []string{id}
	}
	names := []string{rest}
	if at := len(rest) - suffixSize - 1; at > 0 && rest[at] == '-' {
		names = []string{rest[:at], rest} // a whole ARN before a part of one
	}
	return names
}

// absentDeleted answers the deletion by force of a secret that does not exist.
func (s *Service) absentDeleted(ctx context.Context, id string) *secretsapi.DeleteSecretResponse {
	scope := caller.From(ctx)
	names := namesOf(scope, id)
	arn := id
	if names[0] == id {
		arn = scope.ARN("secretsmanager", "secret:"+id+"-"+suffix())
	}
	return deletion(secret{ARN: arn, Name: names[0]}, s.now())
}
