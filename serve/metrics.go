package serve

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/wiretrace/wiretrace/check"
	"github.com/wiretrace/wiretrace/store"
)

// metrics counts requests and other values for Prometheus.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	verdicts *prometheus.CounterVec
	articles *prometheus.CounterVec
	refused  prometheus.Counter
}

func newMetrics(s *Server) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "wiretrace_http_requests_total", Help: "Requests by path and status."}, []string{"path", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "wiretrace_http_request_seconds", Help: "How long requests took, by path.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 60},
		}, []string{"path"}),
		verdicts: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "wiretrace_checks_total", Help: "Checks by verdict."}, []string{"verdict"}),
		articles: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "wiretrace_records_total", Help: "Records that were sent, by outcome."}, []string{"outcome"}),
		refused:  prometheus.NewCounter(prometheus.CounterOpts{Name: "wiretrace_http_refused_total", Help: "Requests that were refused because too many were under way."}),
	}
	stored := func(read func(*store.View) float64) func() float64 {
		return func() (n float64) {
			_ = s.st.View(func(v *store.View) error { n = read(v); return nil }) // a closed store has none
			return n
		}
	}
	m.registry.MustRegister(m.requests, m.seconds, m.verdicts, m.articles, m.refused,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "wiretrace_articles", Help: "Articles in the store."},
			stored(func(v *store.View) float64 { return float64(v.LiveDocs()) })),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "wiretrace_generation", Help: "Number of the last run's conclusions."},
			stored(func(v *store.View) float64 { return float64(v.Generation()) })),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "wiretrace_run_running", Help: "Whether a run is under way."}, func() float64 {
			s.runs.mu.Lock()
			defer s.runs.mu.Unlock()
			if s.runs.current == nil {
				return 0
			}
			return 1
		}))
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 2})
}

func (m *metrics) verdict(v check.Verdict) { m.verdicts.WithLabelValues(string(v)).Inc() }

// counted counts the requests for one pattern.
func (m *metrics) counted(pattern string, next http.Handler) http.Handler {
	seconds := m.seconds.WithLabelValues(pattern)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		c := &statusWriter{ResponseWriter: w}
		aborted := true
		defer func() {
			seconds.Observe(time.Since(began).Seconds())
			status := max(c.status, http.StatusOK)
			if aborted {
				status = http.StatusInternalServerError
			}
			m.requests.WithLabelValues(pattern, strconv.Itoa(status)).Inc()
		}()
		next.ServeHTTP(c, r)
		aborted = false
	})
}

// A statusWriter remembers the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader records the status.
func (c *statusWriter) WriteHeader(status int) {
	c.status = status
	c.ResponseWriter.WriteHeader(status)
}

// Write writes. If no status was set, it is 200.
func (c *statusWriter) Write(b []byte) (int, error) {
	c.status = max(c.status, http.StatusOK)
	return c.ResponseWriter.Write(b)
}

// FlushError sends what was written. If no status was set, it is 200.
func (c *statusWriter) FlushError() error {
	c.status = max(c.status, http.StatusOK)
	return http.NewResponseController(c.ResponseWriter).Flush()
}

// Unwrap is for http.ResponseController.
func (c *statusWriter) Unwrap() http.ResponseWriter { return c.ResponseWriter }
