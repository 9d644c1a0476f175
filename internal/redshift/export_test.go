package redshift

import "github.com/countersign-dev/countersign/internal/store"

// ClusterStates lists the states of a cluster's lifecycle.
func ClusterStates() []string {
	var names []string
	for _, state := range clusterLifecycle.States() {
		names = append(names, string(state))
	}
	return names
}

// Idle tells whether no change of a cluster is due.
func (s *Service) Idle() bool {
	idle := true
	s.clusters.All(func(_ store.Key, c cluster) {
		if _, underway := clusterLifecycle.Underway(c.Status); underway && !c.Due.After(s.Clock.Now()) {
			idle = false
		}
	})
	return idle
}
