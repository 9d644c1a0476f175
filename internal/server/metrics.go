package server

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/countersign-dev/countersign/internal/gateway"
	"github.com/countersign-dev/countersign/internal/statement"
)

// metrics are what /metrics tells. Labels come from AWS's models and from closed
// lists, never from what a client sends.
type metrics struct {
	registry   *prometheus.Registry
	requests   *prometheus.CounterVec
	durations  *prometheus.HistogramVec
	statements *prometheus.CounterVec
	running    *prometheus.HistogramVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "countersign_requests_total", Help: "Requests answered, by service, operation, HTTP status and fault.",
		}, []string{"service", "operation", "status", "fault"}),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "countersign_request_duration_seconds", Help: "Time to answer a request.",
			Buckets: prometheus.ExponentialBuckets(0.0001, 4, 10),
		}, []string{"service", "operation"}),
		statements: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "countersign_statements_total", Help: "Statements of the Data API that have ended, by status.",
		}, []string{"status"}),
		running: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "countersign_statement_duration_seconds", Help: "Time of a statement in its database.",
			Buckets: prometheus.ExponentialBuckets(0.0005, 4, 12),
		}, []string{"status"}),
	}
	m.registry.MustRegister(m.requests, m.durations, m.statements, m.running,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// watch adds what is read from the parts when somebody asks.
func (m *metrics) watch(s *Server) {
	gauge := func(name, help string, value func() int) {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 { return float64(value()) }))
	}
	gauge("countersign_statements_open", "Statements of the Data API that have not ended.", s.queue.Open)
}

func (m *metrics) request(o gateway.Observation) {
	m.requests.WithLabelValues(o.Service, o.Operation, strconv.Itoa(o.Status), o.Fault).Inc()
	m.durations.WithLabelValues(o.Service, o.Operation).Observe(o.Duration.Seconds())
}

func (m *metrics) statement(status statement.Status, took time.Duration) {
	m.statements.WithLabelValues(string(status)).Inc()
	m.running.WithLabelValues(string(status)).Observe(took.Seconds())
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
