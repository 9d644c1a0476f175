package secrets

import (
	"strings"

	"github.com/countersign-dev/countersign/internal/api/secretsapi"
	"github.com/countersign-dev/countersign/internal/fault"
)

// The checks of secrets that AWS's model does not hold, and what is not built.

func checkCreateSecret(in *secretsapi.CreateSecretRequest) error {
	switch {
	case !nameFits(*in.Name):
		return fault.ValidationError.With("Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!")
	case len(in.Tags) > 0:
		return notBuilt("Tags")
	case len(in.AddReplicaRegions) > 0:
		return notBuilt("AddReplicaRegions")
	case deref(in.ForceOverwriteReplicaSecret):
		return notBuilt("ForceOverwriteReplicaSecret")
	case deref(in.Type) != "":
		return notBuilt("Type")
	case in.CrossAccountPrimaryARN != nil:
		return notBuilt("CrossAccountPrimaryARN")
	}
	return checkValue(in.ClientRequestToken, in.SecretString, in.SecretBinary)
}

func checkPutSecretValue(in *secretsapi.PutSecretValueRequest) error {
	if in.RotationToken != nil {
		return notBuilt("RotationToken")
	}
	if err := checkValue(in.ClientRequestToken, in.SecretString, in.SecretBinary); err != nil {
		return err
	}
	if in.SecretString == nil && in.SecretBinary == nil {
		return secretsapi.InvalidRequestException.With("You must provide either SecretString or SecretBinary.")
	}
	return nil
}

// checkValue holds what makes a version to what AWS asks. AWS's clients make a client
// request token by themselves; who speaks HTTP must send one.
func checkValue(token, text *string, binary []byte) error {
	switch {
	case token == nil:
		return secretsapi.InvalidRequestException.With("You must provide a ClientRequestToken value. We recommend a UUID-type value.")
	case text != nil && binary != nil:
		return secretsapi.InvalidParameterException.With("You can't specify both a binary secret value and a string secret value in the same secret.")
	}
	return nil
}

// checkStages holds a secret's labels to AWS's quota.
func checkStages(sec secret) error {
	labels := 0
	for _, v := range sec.Versions {
		labels += len(v.Stages)
	}
	if labels > maxStages {
		return secretsapi.LimitExceededException.With("A secret can have at most %d staging labels.", maxStages)
	}
	return nil
}

// nameFits tells whether a secret can have that name.
func nameFits(name string) bool {
	const marks = "-/_+=.@!"
	return !strings.ContainsFunc(name, func(r rune) bool {
		return !strings.ContainsRune(suffixDigits, r) && !strings.ContainsRune(marks, r)
	})
}
