package serve

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"slices"
	"strings"
)

// guard sets the headers that prevent other sites from using answers. It refuses requests for a host name
// that is not the server's.
func (s *Server) guard(next http.Handler) http.Handler {
	return recovered(&s.opts, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		// Pages also set their own policy, which allows their script and style. Both policies apply.
		h.Set("Content-Security-Policy", "frame-ancestors 'none'; base-uri 'none'; object-src 'none'; connect-src 'none'; form-action 'self'")
		if !s.ours(r.Host) {
			problem(w, http.StatusMisdirectedRequest, "the name %q is not this server's; name it with --host", short(r.Host))
			return
		}
		next.ServeHTTP(w, r)
	}))
}

// ours reports whether a host belongs to the server: an address, localhost or a name in the settings.
func (s *Server) ours(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	name = strings.TrimSuffix(strings.Trim(name, "[]"), ".")
	if _, err := netip.ParseAddr(name); err == nil || strings.EqualFold(name, "localhost") {
		return true
	}
	return slices.ContainsFunc(s.opts.Hosts, func(h string) bool { return strings.EqualFold(h, name) })
}

// short returns the beginning of what a caller sent, for messages.
func short(s string) string { return s[:min(len(s), 100)] }

// authorised requires the token, except for requests that only ask whether the server runs.
func (s *Server) authorised(next http.Handler) http.Handler {
	if s.opts.Token == "" {
		return next
	}
	want := sha256.Sum256([]byte(s.opts.Token))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok {
			_, given, ok = r.BasicAuth()
		}
		got := sha256.Sum256([]byte(given))
		same := subtle.ConstantTimeCompare(got[:], want[:]) == 1
		if r.URL.Path == "/healthz" || r.URL.Path == "/readyz" || ok && same {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("WWW-Authenticate", `Basic realm="wiretrace", charset="UTF-8"`)
		problem(w, http.StatusUnauthorized, "send the token as \"Authorization: Bearer TOKEN\", or as the password")
	})
}

// sameOrigin refuses requests from pages of other sites, except the given origins.
func sameOrigin(origins []string, next http.Handler) http.Handler {
	p := http.NewCrossOriginProtection()
	for _, o := range origins {
		if err := p.AddTrustedOrigin(o); err != nil {
			continue // cannot fail: CheckOrigins has checked it
		}
	}
	p.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		problem(w, http.StatusForbidden, "a page of another site may not send this")
	}))
	return p.Handler(next)
}

// CheckOrigins returns an error if a string is not an origin such as https://desk.example.
func CheckOrigins(origins []string) error {
	for _, o := range origins {
		if err := http.NewCrossOriginProtection().AddTrustedOrigin(o); err != nil {
			return fmt.Errorf("%s: %w", o, err)
		}
	}
	return nil
}

// cors lets pages of the named sites read answers of the API.
func (s *Server) cors(next http.Handler) http.Handler {
	if len(s.opts.Origins) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Add("Vary", "Origin")
		origin := r.Header.Get("Origin")
		if !slices.Contains(s.opts.Origins, origin) || !strings.HasPrefix(r.URL.Path, "/v1/") {
			next.ServeHTTP(w, r)
			return
		}
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
		if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
			h.Set("Access-Control-Allow-Methods", "GET, POST")
			h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Content-Encoding")
			h.Set("Access-Control-Max-Age", "600")
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// recovered answers with 500 if a handler panics. If the answer has already started, it closes the
// connection, so that the answer is not taken for complete.
func recovered(o *Options, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := &statusWriter{ResponseWriter: w}
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler { //nolint:errorlint // net/http compares it in the same way
				panic(v)
			}
			if o.Logf != nil {
				o.Logf("internal error at %s: %v\n%s", r.Pattern, v, debug.Stack())
			}
			if c.status != 0 {
				panic(http.ErrAbortHandler)
			}
			problem(w, http.StatusInternalServerError, "%s", internalError)
		}()
		next.ServeHTTP(c, r)
	})
}
