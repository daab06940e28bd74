package serve

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"
)

// A gate limits how many requests of one kind run at the same time. Some more wait for their turn. Others
// are refused at once.
type gate struct {
	slots    chan struct{}
	waiting  atomic.Int64
	most     int64
	patience time.Duration
}

func newGate(n int, l *Limits) *gate {
	return &gate{slots: make(chan struct{}, n), most: int64(l.Waiting), patience: l.Patience}
}

// enter waits for a turn and returns false if none came. After true, call leave at the end.
func (g *gate) enter(ctx context.Context) bool {
	select {
	case g.slots <- struct{}{}:
		return true
	default:
	}
	if g.waiting.Add(1) > g.most {
		g.waiting.Add(-1)
		return false
	}
	defer g.waiting.Add(-1)
	t := time.NewTimer(g.patience)
	defer t.Stop()
	select {
	case g.slots <- struct{}{}:
		return true
	case <-t.C:
	case <-ctx.Done():
	}
	return false
}

func (g *gate) leave() { <-g.slots }

// enter waits for a turn at a gate. If none comes, it answers with 429.
func (s *Server) enter(w http.ResponseWriter, r *http.Request, g *gate) bool {
	if g.enter(r.Context()) {
		return true
	}
	s.metrics.refused.Inc()
	w.Header().Set("Retry-After", "1")
	problem(w, http.StatusTooManyRequests, "too many requests at a time; try again in a second")
	return false
}

// limited runs a handler when it is its turn. A nil gate has no limit.
func (s *Server) limited(g *gate, h http.HandlerFunc) http.Handler {
	if g == nil {
		return h
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.enter(w, r, g) {
			defer g.leave()
			h(w, r)
		}
	})
}
