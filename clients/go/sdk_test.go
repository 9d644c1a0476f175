// Package clients drives aws-sdk-go-v2 and pgx against a Countersign inside the
// test. It is a module of its own so that the SDK is no dependency of the project.
package clients

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/redshift"
	"github.com/aws/aws-sdk-go-v2/service/redshift/types"
	"github.com/aws/aws-sdk-go-v2/service/redshiftdata"
	datatypes "github.com/aws/aws-sdk-go-v2/service/redshiftdata/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
	"github.com/jackc/pgx/v5"

	"github.com/countersign-dev/countersign/redshifttest"
)

func config(srv *redshifttest.Server, secret string) aws.Config {
	return aws.Config{
		Region: srv.Region, BaseEndpoint: &srv.Endpoint,
		Credentials: credentials.NewStaticCredentialsProvider(srv.AccessKeyID, secret, ""),
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// The SDK's own waiters and paginators, from create to delete.
func TestClustersWithWaitersAndPaginators(t *testing.T) {
	srv := redshifttest.New(t)
	client := redshift.NewFromConfig(config(srv, srv.SecretAccessKey))
	const n = 25
	for i := range n {
		_, err := client.CreateCluster(t.Context(), &redshift.CreateClusterInput{
			ClusterIdentifier: aws.String("c" + string(rune('a'+i))), NodeType: aws.String("ra3.large"),
			MasterUsername: aws.String("admin"), MasterUserPassword: aws.String("Secret99"),
			Tags: []types.Tag{{Key: aws.String("made-by"), Value: aws.String("sdk")}},
		})
		check(t, err)
	}
	waiter := redshift.NewClusterAvailableWaiter(client, func(o *redshift.ClusterAvailableWaiterOptions) { o.MinDelay = 10 * time.Millisecond })
	check(t, waiter.Wait(t.Context(), &redshift.DescribeClustersInput{ClusterIdentifier: aws.String("ca")}, time.Minute))
	seen, pages := 0, 0
	paginator := redshift.NewDescribeClustersPaginator(client, &redshift.DescribeClustersInput{MaxRecords: aws.Int32(20), TagKeys: []string{"made-by"}})
	for ; paginator.HasMorePages(); pages++ {
		page, err := paginator.NextPage(t.Context())
		check(t, err)
		seen += len(page.Clusters)
	}
	if seen != n || pages != 2 {
		t.Errorf("%d clusters in %d pages", seen, pages)
	}
	_, err := client.DeleteCluster(t.Context(), &redshift.DeleteClusterInput{ClusterIdentifier: aws.String("ca"), SkipFinalClusterSnapshot: aws.Bool(true)})
	check(t, err)
	deleted := redshift.NewClusterDeletedWaiter(client, func(o *redshift.ClusterDeletedWaiterOptions) { o.MinDelay = 10 * time.Millisecond })
	check(t, deleted.Wait(t.Context(), &redshift.DescribeClustersInput{ClusterIdentifier: aws.String("ca")}, time.Minute))
	var notFound *types.ClusterNotFoundFault
	if _, err := client.DescribeClusters(t.Context(), &redshift.DescribeClustersInput{ClusterIdentifier: aws.String("ca")}); !errors.As(err, &notFound) {
		t.Errorf("a cluster that is gone: %v", err)
	}
}

func TestStatements(t *testing.T) {
	srv := redshifttest.New(t)
	client := redshiftdata.NewFromConfig(config(srv, srv.SecretAccessKey))
	run := func(sql string, parameters ...datatypes.SqlParameter) *redshiftdata.ExecuteStatementOutput {
		out, err := client.ExecuteStatement(t.Context(), &redshiftdata.ExecuteStatementInput{
			ClusterIdentifier: &srv.ClusterIdentifier, Database: &srv.Database, DbUser: &srv.DbUser, Sql: &sql, Parameters: parameters,
		})
		check(t, err)
		for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
			d, err := client.DescribeStatement(t.Context(), &redshiftdata.DescribeStatementInput{Id: out.Id})
			check(t, err)
			switch d.Status {
			case datatypes.StatusStringFinished:
				return out
			case datatypes.StatusStringFailed, datatypes.StatusStringAborted:
				t.Fatalf("%s: %s: %s", sql, d.Status, *d.Error)
			}
		}
		t.Fatalf("%s does not end", sql)
		return nil
	}
	run("create table t (id integer, name varchar(100))")
	run("insert into t values (1, :name)", datatypes.SqlParameter{Name: aws.String("name"), Value: aws.String("Ann")})
	out := run("select i, repeat('x', 500) as pad from generate_series(0, 4999) r(i)")
	paginator := redshiftdata.NewGetStatementResultPaginator(client, &redshiftdata.GetStatementResultInput{Id: out.Id})
	var rows int64
	pages := 0
	for ; paginator.HasMorePages(); pages++ {
		page, err := paginator.NextPage(t.Context())
		check(t, err)
		for _, record := range page.Records {
			if n, ok := record[0].(*datatypes.FieldMemberLongValue); !ok || n.Value != rows {
				t.Fatalf("row %d is %v", rows, record[0])
			}
			rows++
		}
	}
	if rows != 5000 || pages < 2 {
		t.Errorf("%d rows in %d pages", rows, pages)
	}
	listed := redshiftdata.NewListStatementsPaginator(client, &redshiftdata.ListStatementsInput{MaxResults: 2, Status: datatypes.StatusStringAll})
	count := 0
	for listed.HasMorePages() {
		page, err := listed.NextPage(t.Context())
		check(t, err)
		count += len(page.Statements)
	}
	if count != 3 {
		t.Errorf("%d statements listed", count)
	}
	// What the Data API wrote a driver reads.
	conn, err := pgx.Connect(t.Context(), srv.DSN)
	check(t, err)
	defer conn.Close(context.Background())
	var name string
	check(t, conn.QueryRow(t.Context(), "select name from t where id = $1", 1).Scan(&name))
	if name != "Ann" {
		t.Errorf("name is %q", name)
	}
}

func TestRefusals(t *testing.T) {
	srv := redshifttest.New(t)
	for secret, want := range map[string]string{srv.SecretAccessKey: "", "wrong": "SignatureDoesNotMatch"} {
		_, err := sts.NewFromConfig(config(srv, secret)).GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
		if code(err) != want {
			t.Errorf("sts: %v", err)
		}
	}
	cfg := config(srv, "wrong")
	if _, err := redshiftdata.NewFromConfig(cfg).ListStatements(t.Context(), &redshiftdata.ListStatementsInput{}); code(err) != "InvalidSignatureException" {
		t.Errorf("data: %v", err)
	}
}

func code(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}
