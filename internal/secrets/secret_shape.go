package secrets

import (
	"time"

	"github.com/countersign-dev/countersign/internal/api/secretsapi"
)

// What a caller sees of secrets and their versions.

func created(sec secret) *secretsapi.CreateSecretResponse {
	out := &secretsapi.CreateSecretResponse{ARN: &sec.ARN, Name: &sec.Name}
	if _, found := sec.version(sec.Token); found {
		out.VersionId = &sec.Token
	}
	return out
}

func described(sec secret) *secretsapi.DescribeSecretResponse {
	entry := listed(sec)
	return &secretsapi.DescribeSecretResponse{
		ARN: entry.ARN, Name: entry.Name, Description: entry.Description, KmsKeyId: entry.KmsKeyId, CreatedDate: entry.CreatedDate,
		LastChangedDate: entry.LastChangedDate, LastAccessedDate: entry.LastAccessedDate, DeletedDate: entry.DeletedDate,
		VersionIdsToStages: entry.SecretVersionsToStages,
	}
}

func listed(sec secret) secretsapi.SecretListEntry {
	return secretsapi.SecretListEntry{
		ARN: &sec.ARN, Name: &sec.Name, Description: unlessEmpty(sec.Description), KmsKeyId: unlessEmpty(sec.KmsKeyID),
		CreatedDate: &sec.Created, LastChangedDate: &sec.Changed, LastAccessedDate: unlessZero(sec.Accessed), DeletedDate: unlessZero(sec.Deletes),
		SecretVersionsToStages: stagesOf(sec),
	}
}

// stagesOf are the versions that have labels; without any there is no map.
func stagesOf(sec secret) map[string][]string {
	var stages map[string][]string
	for _, v := range sec.Versions {
		if len(v.Stages) == 0 {
			continue
		}
		if stages == nil {
			stages = map[string][]string{}
		}
		stages[v.ID] = v.Stages
	}
	return stages
}

func deletion(sec secret, at time.Time) *secretsapi.DeleteSecretResponse {
	return &secretsapi.DeleteSecretResponse{ARN: &sec.ARN, Name: &sec.Name, DeletionDate: &at}
}

func putDone(sec secret, v version) *secretsapi.PutSecretValueResponse {
	return &secretsapi.PutSecretValueResponse{ARN: &sec.ARN, Name: &sec.Name, VersionId: &v.ID, VersionStages: v.Stages}
}

func valueTold(sec secret, v version, told value) *secretsapi.GetSecretValueResponse {
	out := &secretsapi.GetSecretValueResponse{ARN: &sec.ARN, Name: &sec.Name, VersionId: &v.ID, VersionStages: v.Stages, CreatedDate: &v.Created}
	if told.binary {
		out.SecretBinary = told.data
	} else {
		out.SecretString = new(string(told.data))
	}
	return out
}

func unlessEmpty(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func unlessZero(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}
