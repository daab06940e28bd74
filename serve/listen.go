package serve

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"

	"golang.org/x/net/netutil"
)

// A Listener is an address or a socket on which a server answers.
type Listener struct {
	net.Listener
	// Local is set for a socket that only the owner of the store can open.
	Local bool
	TLS   *tls.Config // nil: none
}

// Serve answers on listeners until ctx is cancelled or a listener fails. Then it lets running requests
// finish within the grace period and closes the server and the listeners. Everything acknowledged is on
// disk.
func (s *Server) Serve(ctx context.Context, listeners ...Listener) error {
	failed := make(chan error, len(listeners))
	var servers []*http.Server
	for _, l := range listeners {
		hs := s.httpServer(l)
		servers = append(servers, hs)
		inner := netutil.LimitListener(l.Listener, s.limits.Conns)
		go func() {
			if l.TLS != nil {
				failed <- hs.ServeTLS(inner, "", "")
			} else {
				failed <- hs.Serve(inner)
			}
		}()
	}
	var err error
	ended := 0
	select {
	case <-ctx.Done():
	case err = <-failed:
		ended = 1
		err = fmt.Errorf("listen: %w", err)
	}
	err = errors.Join(err, s.shut(servers))
	for range len(listeners) - ended {
		if e := <-failed; !errors.Is(e, http.ErrServerClosed) {
			err = errors.Join(err, e)
		}
	}
	return err
}

// shut stops the servers. Connections that are still open after the grace period are closed.
func (s *Server) shut(servers []*http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), s.limits.Grace*8/10)
	defer cancel()
	s.stop() // uploads stop after their current batch
	done := make(chan error, len(servers))
	for _, hs := range servers {
		go func() {
			err := hs.Shutdown(ctx)
			if errors.Is(err, context.DeadlineExceeded) {
				err = hs.Close()
			}
			done <- err
		}()
	}
	var err error
	for range servers {
		err = errors.Join(err, <-done)
	}
	s.Close()
	return err
}

func (s *Server) httpServer(l Listener) *http.Server {
	hs := &http.Server{
		Handler: s.Handler(), TLSConfig: l.TLS,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       s.limits.Idle,
		WriteTimeout:      2 * s.limits.Idle,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    128 << 10,
		ErrorLog:          log.New(io.Discard, "", 0), // errors of clients are not logged
	}
	if l.Local {
		hs.Handler = s.Local()
		hs.ReadTimeout, hs.WriteTimeout = 0, 0 // a command may take as long as it needs
	}
	return hs
}
