package statement

import (
	"encoding/json"

	"github.com/google/uuid"

	"github.com/countersign-dev/countersign/internal/api/awsregions"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/events"
)

// A detail is the detail of the event that tells of a statement's end.
// Source: docs.aws.amazon.com/redshift/latest/mgmt/data-api-monitoring-events.html.
type detail struct {
	Principal       string `json:"principal"`
	StatementName   string `json:"statementName"`
	StatementID     string `json:"statementId"`
	RedshiftQueryID int64  `json:"redshiftQueryId"`
	State           Status `json:"state"`
	Rows            int64  `json:"rows"`
	ExpireAt        int64  `json:"expireAt"` // seconds since 1970 at which the statement is forgotten
}

// event tells of a statement that has ended.
func (st *Statement) event() (*events.Event, error) {
	told, err := json.Marshal(detail{
		Principal: st.Principal, StatementName: st.Name, StatementID: st.ID, RedshiftQueryID: st.ToldQueryID(),
		State: st.Status, Rows: st.Rows, ExpireAt: st.Created.Add(Retention).Unix(),
	})
	if err != nil {
		return nil, err
	}
	partition, _ := awsregions.Partition(st.Region)
	scope := caller.Scope{Partition: partition, Account: st.Account, Region: st.Region}
	resource := scope.ARN("redshift", "cluster:"+st.Cluster)
	if st.Workgroup != "" {
		resource = scope.ARN("redshift-serverless", "workgroup/"+st.Warehouse)
	}
	return &events.Event{
		Version: events.Version, ID: uuid.NewString(), DetailType: "Redshift Data Statement Status Change", Source: "aws.redshift-data",
		Account: st.Account, Region: st.Region, Time: events.Second(st.Updated), Resources: []string{resource}, Detail: told,
	}, nil
}

// ToldQueryID is the query id that a caller is told: 0 before the statement has a
// session, and -1 for a batch, whose parts have one each.
func (st *Statement) ToldQueryID() int64 {
	switch {
	case st.IsBatch():
		return -1
	case st.PID != 0:
		return st.QueryID
	}
	return 0
}
