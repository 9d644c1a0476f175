package redshiftdata

import (
	"github.com/countersign-dev/countersign/internal/api/dataapi"
	"github.com/countersign-dev/countersign/internal/statement"
)

// What a caller sees of a statement.

func executed(st *statement.Statement) *dataapi.ExecuteStatementOutput {
	out := &dataapi.ExecuteStatementOutput{
		Id: &st.ID, CreatedAt: &st.Created, ClusterIdentifier: unlessEmpty(st.Cluster), WorkgroupName: unlessEmpty(st.Workgroup),
		SecretArn: unlessEmpty(st.Secret),
		DbUser:    &st.DbUser, DbGroups: []string{}, Database: &st.Database,
		Status: new(string(st.Status)), HasResultSet: &st.HasResult,
	}
	if st.PID != 0 {
		out.RedshiftPid = &st.PID
	}
	out.SessionId = unlessEmpty(st.SessionID)
	return out
}

// unlessEmpty is a member that is absent where there is nothing to say.
func unlessEmpty(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func batchExecuted(st *statement.Statement) *dataapi.BatchExecuteStatementOutput {
	out := executed(st)
	return &dataapi.BatchExecuteStatementOutput{
		Id: out.Id, CreatedAt: out.CreatedAt, ClusterIdentifier: out.ClusterIdentifier, WorkgroupName: out.WorkgroupName, SecretArn: out.SecretArn, DbUser: out.DbUser, DbGroups: out.DbGroups,
		Database: out.Database, Status: out.Status, HasResultSet: out.HasResultSet, RedshiftPid: out.RedshiftPid,
		SessionId: out.SessionId,
	}
}

func described(st *statement.Statement) *dataapi.DescribeStatementResponse {
	out := &dataapi.DescribeStatementResponse{
		Id: &st.ID, ClusterIdentifier: unlessEmpty(st.Cluster), WorkgroupName: unlessEmpty(st.Workgroup), SecretArn: unlessEmpty(st.Secret),
		Database: &st.Database, DbUser: &st.DbUser,
		Status: new(string(st.Status)), CreatedAt: &st.Created, UpdatedAt: &st.Updated,
		Duration: new(st.Duration.Nanoseconds()), QueryString: &st.SQL,
		HasResultSet: &st.HasResult, ResultRows: &st.Rows, ResultSize: &st.Size,
		RedshiftPid: &st.PID, RedshiftQueryId: new(st.ToldQueryID()),
		ResultFormat: new(format(st)), SessionId: unlessEmpty(st.SessionID),
	}
	if st.IsBatch() {
		out.QueryString = nil
		out.ExecutionMode, out.SubStatements = new(executionMode(st)), subStatements(st)
	}
	if st.Status == statement.Failed {
		out.Error = &st.Error
	}
	out.QueryParameters = queryParameters(st)
	return out
}

func queryParameters(st *statement.Statement) []dataapi.SqlParameter {
	var list []dataapi.SqlParameter
	for i := range st.Parameters {
		list = append(list, dataapi.SqlParameter{Name: &st.Parameters[i].Name, Value: &st.Parameters[i].Value})
	}
	return list
}

func listed(st *statement.Statement) dataapi.StatementData {
	data := dataapi.StatementData{
		Id: &st.ID, QueryString: &st.SQL, Status: new(string(st.Status)), StatementName: unlessEmpty(st.Name),
		CreatedAt: &st.Created, UpdatedAt: &st.Updated, QueryParameters: queryParameters(st),
		SecretArn: unlessEmpty(st.Secret), IsBatchStatement: new(st.IsBatch()), ResultFormat: new(format(st)), SessionId: unlessEmpty(st.SessionID),
	}
	if st.IsBatch() {
		data.QueryString, data.QueryStrings = nil, st.SQLs
	}
	return data
}

// subStatements are the parts of a batch.
func subStatements(st *statement.Statement) []dataapi.SubStatementData {
	list := make([]dataapi.SubStatementData, len(st.Parts))
	for i := range list {
		part, _ := st.Part(i + 1)
		list[i] = dataapi.SubStatementData{
			Id: &part.ID, Status: new(string(part.Status)), CreatedAt: &part.Created, UpdatedAt: &part.Updated,
			Duration: new(part.Duration.Nanoseconds()), QueryString: &part.SQL, HasResultSet: &part.HasResult,
			ResultRows: &part.Rows, ResultSize: &part.Size, RedshiftQueryId: &part.QueryID,
		}
		if part.Error != "" {
			list[i].Error = &part.Error
		}
	}
	return list
}

func executionMode(st *statement.Statement) string {
	if st.AutoCommit {
		return dataapi.ExecutionModeAUTOCOMMIT
	}
	return dataapi.ExecutionModeTRANSACTION
}

func format(st *statement.Statement) string {
	if st.CSV {
		return dataapi.ResultFormatStringCSV
	}
	return dataapi.ResultFormatStringJSON
}
