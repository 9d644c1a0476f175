package server

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/countersign-dev/countersign/internal/api/redshiftapi"
	"github.com/countersign-dev/countersign/internal/caller"
)

// A Cluster is what a cluster made by the server's own hand is called.
type Cluster struct {
	Identifier, Database, User, Password string
}

// Demo is the cluster that --demo makes to try things on, with table DemoTable.
func Demo() Cluster {
	return Cluster{Identifier: "demo", Database: "dev", User: "demo", Password: "Countersign1"}
}

// DemoTable is the table in the demonstration cluster.
const DemoTable = "venue"

const demoRows = `
CREATE TABLE IF NOT EXISTS venue (venueid integer, venuename varchar(100), venuecity varchar(30), venuestate char(2), venueseats integer);
DELETE FROM venue;
INSERT INTO venue VALUES
 (1, 'Harbour Hall', 'Portland', 'ME', 4200),
 (2, 'Granite Arena', 'Concord', 'NH', 18600),
 (3, 'The Maple Room', 'Burlington', 'VT', NULL),
 (4, 'Bay Opera House', 'Oakland', 'CA', 3146),
 (5, 'Plains Stadium', 'Lincoln', 'NE', 85458);`

// MakeDemo makes the demonstration cluster, unless it exists, fills its table,
// and returns the port of its database.
func (s *Server) MakeDemo(ctx context.Context) (port int, err error) {
	demo := Demo()
	if port, err = s.MakeCluster(ctx, demo); err != nil {
		return 0, err
	}
	id, _, err := s.redshift.Database(s.ownScope(), demo.Identifier)
	if err != nil {
		return 0, err
	}
	conn, err := s.warehouse.Connect(ctx, id, demo.Database, demo.User)
	if err != nil {
		return 0, fmt.Errorf("demo cluster: %w", err)
	}
	_, err = conn.Exec(ctx, demoRows).ReadAll()
	return port, errors.Join(err, conn.Close(ctx))
}

// MakeCluster makes a small cluster in the server's own account and Region,
// unless it exists, waits until it is available, and returns its SQL port.
func (s *Server) MakeCluster(ctx context.Context, c Cluster) (port int, err error) {
	ctx = caller.With(ctx, s.ownScope())
	_, err = s.redshift.CreateCluster(ctx, &redshiftapi.CreateClusterMessage{
		ClusterIdentifier: &c.Identifier, NodeType: new("ra3.large"), DBName: &c.Database,
		MasterUsername: &c.User, MasterUserPassword: &c.Password,
	})
	if err != nil && !errors.Is(err, redshiftapi.ClusterAlreadyExistsFault) {
		return 0, fmt.Errorf("cluster %s: %w", c.Identifier, err)
	}
	const pause, tries = 2 * time.Millisecond, 30_000
	for range tries {
		out, err := s.redshift.DescribeClusters(ctx, &redshiftapi.DescribeClustersMessage{ClusterIdentifier: &c.Identifier})
		if err != nil {
			return 0, fmt.Errorf("cluster %s: %w", c.Identifier, err)
		}
		if described := out.Clusters[0]; *described.ClusterStatus == "available" {
			return int(*described.Endpoint.Port), nil
		}
		<-s.config.Clock.After(pause)
	}
	return 0, fmt.Errorf("cluster %s: not available after %s", c.Identifier, pause*tries)
}

// ownScope is root's, in the Region that the server names.
func (s *Server) ownScope() caller.Scope {
	return caller.Scope{Partition: "aws", Account: s.config.Account, Region: s.config.Region(),
		Principal: caller.Principal{ARN: "arn:aws:iam::" + s.config.Account + ":root", UserID: s.config.Account}}
}
