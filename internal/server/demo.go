package server

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/countersign-dev/countersign/internal/api/redshiftapi"
	"github.com/countersign-dev/countersign/internal/caller"
)

// The cluster that --demo makes to try things on.
const (
	DemoCluster  = "demo"
	DemoDatabase = "dev"
	DemoUser     = "demo"
	DemoPassword = "Countersign1"
	DemoTable    = "venue"
)

const demoRows = `
CREATE TABLE IF NOT EXISTS venue (venueid integer, venuename varchar(100), venuecity varchar(30), venuestate char(2), venueseats integer);
DELETE FROM venue;
INSERT INTO venue VALUES
 (1, 'Harbour Hall', 'Portland', 'ME', 4200),
 (2, 'Granite Arena', 'Concord', 'NH', 18600),
 (3, 'The Maple Room', 'Burlington', 'VT', NULL),
 (4, 'Bay Opera House', 'Oakland', 'CA', 3146),
 (5, 'Plains Stadium', 'Lincoln', 'NE', 85458);`

// Demo makes the demonstration cluster, unless it exists, fills its table, and
// returns the port of its database.
func (s *Server) Demo(ctx context.Context) (port int32, err error) {
	scope := caller.Scope{Partition: "aws", Account: s.config.Account, Region: s.config.Region(),
		Principal: caller.Principal{ARN: "arn:aws:iam::" + s.config.Account + ":root", UserID: s.config.Account}}
	ctx = caller.With(ctx, scope)
	_, err = s.redshift.CreateCluster(ctx, &redshiftapi.CreateClusterMessage{
		ClusterIdentifier: new(DemoCluster), NodeType: new("ra3.large"), DBName: new(DemoDatabase),
		MasterUsername: new(DemoUser), MasterUserPassword: new(DemoPassword),
	})
	if err != nil && !errors.Is(err, redshiftapi.ClusterAlreadyExistsFault) {
		return 0, fmt.Errorf("demo cluster: %w", err)
	}
	if port, err = s.awaitDemo(ctx); err != nil {
		return 0, err
	}
	id, _, err := s.redshift.Database(scope, DemoCluster)
	if err != nil {
		return 0, err
	}
	conn, err := s.warehouse.Connect(ctx, id, DemoDatabase, DemoUser)
	if err != nil {
		return 0, fmt.Errorf("demo cluster: %w", err)
	}
	_, err = conn.Exec(ctx, demoRows).ReadAll()
	return port, errors.Join(err, conn.Close(ctx))
}

// awaitDemo waits, no longer than a minute, until the cluster is available.
func (s *Server) awaitDemo(ctx context.Context) (int32, error) {
	const pause, tries = 20 * time.Millisecond, 3000
	for range tries {
		out, err := s.redshift.DescribeClusters(ctx, &redshiftapi.DescribeClustersMessage{ClusterIdentifier: new(DemoCluster)})
		if err != nil {
			return 0, fmt.Errorf("demo cluster: %w", err)
		}
		if c := out.Clusters[0]; *c.ClusterStatus == "available" {
			return *c.Endpoint.Port, nil
		}
		<-s.config.Clock.After(pause)
	}
	return 0, fmt.Errorf("demo cluster: not available after %s", pause*tries)
}
