// Package serve answers questions about a store over HTTP.
//
// [New] takes an open store and returns a [Server]. Its Handler is for the network, its Local handler for
// commands on the same computer, through a unix socket. [Server.Serve] answers on listeners until its
// context is cancelled, and then finishes the running requests.
//
// Answers come from pinned views of the store, so that articles can be added and a run can work at the
// same time. An article is acknowledged when it is on disk. openapi.yaml describes the API; the server
// also answers with it.
//
// The package draws no conclusions itself: packages check, dedup and view do.
package serve

import (
	"context"
	"net/http"
	"runtime"
	"sync"
	"time"

	"github.com/wiretrace/wiretrace/check"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/store"
)

// Options are the options of a server. The zero value is usable on loopback.
type Options struct {
	Version string
	// Dedup are the options of runs. Progress is not used.
	Dedup dedup.Options
	// Token must be sent with every request from the network. If it is empty, no token is needed.
	Token string
	// Hosts are the host names of the server, in addition to numeric addresses and localhost. Requests for
	// other names are refused: a page could use a name that it controls to reach the server.
	Hosts []string
	// Origins are the sites whose pages may call the API, such as https://desk.example.
	Origins []string
	Limits  Limits
	// Logf, if not nil, receives messages for the operator.
	Logf func(format string, args ...any)
	// Command runs a command line for a caller on the same computer and returns its exit status. If it is
	// nil, no commands are run.
	Command CommandFunc
	// Links reports whether a command line starts a run. Such a command waits until no other run is in
	// progress. Nil means that none does.
	Links func(args []string) bool
}

// Limits limit the resources that callers can use. Zero values mean the defaults, which are listed here.
type Limits struct {
	Body     int64         // bytes of an article, unpacked; 8 MiB
	Batch    int64         // bytes of a batch of articles, unpacked; 1 GiB
	Checks   int           // checks at the same time; two a core
	Pages    int           // pages and lists at the same time; two
	Uploads  int           // batches at the same time; 8
	Commands int           // commands at the same time; 16
	Waiting  int           // waiting requests of each kind; 64
	Patience time.Duration // how long they wait; 2 s
	Conns    int           // connections of each listener; 512
	Idle     time.Duration // time in which a sender must send more; 30 s
	Grace    time.Duration // time in which the server stops; 10 s
}

func (l Limits) filled() Limits {
	set := func(n *int, usual int) {
		if *n <= 0 {
			*n = usual
		}
	}
	if l.Body <= 0 {
		l.Body = 8 << 20
	}
	if l.Batch <= 0 {
		l.Batch = 1 << 30
	}
	set(&l.Checks, 2*runtime.GOMAXPROCS(0))
	set(&l.Pages, 2)
	set(&l.Uploads, 8)
	set(&l.Commands, 16)
	set(&l.Waiting, 64)
	set(&l.Conns, 512)
	for _, d := range []struct {
		at    *time.Duration
		usual time.Duration
	}{{&l.Patience, 2 * time.Second}, {&l.Idle, 30 * time.Second}, {&l.Grace, 10 * time.Second}} {
		if *d.at <= 0 {
			*d.at = d.usual
		}
	}
	return l
}

// A Server answers requests about one store. It is safe for concurrent use. Close it before the store.
type Server struct {
	st      *store.Store
	opts    Options
	limits  Limits
	pool    *check.Pool
	intake  *dedup.Intake
	runs    *runs
	stories stories
	outlets outlets
	metrics *metrics
	bodies  *gate // limits how many articles to be checked are read
	checks  *gate
	pages   *gate
	uploads *gate
	command *gate

	once    sync.Once
	stopped context.Context //nolint:containedctx // cancelled when the server stops; commands and uploads watch it
	stop    context.CancelFunc
}

// leastBodies is the least number of articles to be checked that may be received at the same time. So slow
// senders do not block checks.
const leastBodies = 32

// New returns a server for a store that is open for writing.
func New(st *store.Store, o Options) *Server {
	l := o.Limits.filled()
	s := &Server{
		st: st, opts: o, limits: l,
		pool: check.NewPool(st, runtime.GOMAXPROCS(0)), intake: dedup.NewIntake(st),
		bodies: newGate(max(leastBodies, 2*l.Checks), &l), checks: newGate(l.Checks, &l), pages: newGate(l.Pages, &l), uploads: newGate(l.Uploads, &l), command: newGate(l.Commands, &l),
	}
	s.stopped, s.stop = context.WithCancel(context.Background())
	s.runs = newRuns(s.stopped, st, &s.opts)
	s.metrics = newMetrics(s)
	return s
}

// Close stops runs, waits for checks and commits in progress, and refuses all later ones.
func (s *Server) Close() {
	s.once.Do(func() {
		s.stop()
		s.runs.close()
		s.intake.Close()
		s.pool.Close()
	})
}

// Handler returns the handler for the network.
func (s *Server) Handler() http.Handler {
	return s.guard(s.cors(s.authorised(sameOrigin(s.opts.Origins, s.routes()))))
}

// Local returns the handler for a socket that only the owner of the store can open.
func (s *Server) Local() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /command", s.runCommand)
	mux.Handle("/", s.routes())
	return recovered(&s.opts, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mux.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), localKey{}, true)))
	}))
}

// routes returns the handlers with their limits.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	add := func(pattern string, g *gate, h http.HandlerFunc) {
		mux.Handle(pattern, s.metrics.counted(pattern, recovered(&s.opts, s.limited(g, h))))
	}
	add("POST /v1/check", s.bodies, s.postCheck)
	add("POST /v1/articles", s.uploads, s.postArticles)
	add("GET /v1/articles/{id...}", s.pages, s.getArticle)
	add("GET /v1/clusters", s.pages, s.getClusters)
	add("GET /v1/clusters/{id}", s.pages, s.getCluster)
	add("POST /v1/dedup", s.pages, s.postDedup)
	add("GET /v1/runs/{id}", nil, s.getRun)

	add("GET /{$}", nil, s.front)
	add("POST /{$}", s.bodies, s.checkForm)
	add("GET /stories", s.pages, s.storiesPage)
	add("GET /stories/{id}", s.pages, s.storyPage)
	add("GET /articles/{id...}", s.pages, s.articlePage)
	add("GET /outlets", s.pages, s.outletsPage)
	add("GET /outlets/{name...}", s.pages, s.outletPage)
	add("GET /feed.xml", s.pages, s.feed)
	add("GET /days", s.pages, s.daysPage)
	add("GET /days/{day}", s.pages, s.dayPage)

	add("GET /healthz", nil, s.health)
	add("GET /readyz", nil, s.ready)
	add("GET /openapi.yaml", nil, s.openAPI)
	mux.Handle("GET /metrics", s.metrics.handler())
	mux.HandleFunc("/", notFound(mux))
	return mux
}

func (s *Server) logf(format string, args ...any) {
	if s.opts.Logf != nil {
		s.opts.Logf(format, args...)
	}
}
