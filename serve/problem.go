package serve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/wiretrace/wiretrace/check"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/store"
)

// A problemBody is an error in the format of RFC 9457.
type problemBody struct {
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
}

// problem answers with an error.
func problem(w http.ResponseWriter, status int, format string, args ...any) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(problemBody{http.StatusText(status), status, fmt.Sprintf(format, args...)})
}

// internalError is shown to callers instead of an error of the server.
const internalError = "internal error; the server's log has more"

// statusOf returns the HTTP status for an error.
func statusOf(err error) int {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge), errors.Is(err, errUnpacks):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, errPacking), errors.Is(err, errType):
		return http.StatusUnsupportedMediaType
	case errors.Is(err, errInput):
		return http.StatusBadRequest
	case errors.Is(err, store.ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, store.ErrFull):
		return http.StatusInsufficientStorage
	case errors.Is(err, store.ErrBusy), errors.Is(err, store.ErrClosed), errors.Is(err, check.ErrPoolClosed),
		errors.Is(err, dedup.ErrIntakeClosed), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable
	case errors.Is(err, errSlow):
		return http.StatusRequestTimeout
	}
	return http.StatusInternalServerError
}

// fail answers with an error.
func (s *Server) fail(w http.ResponseWriter, err error) {
	status := statusOf(err)
	detail := err.Error()
	switch {
	case status == http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "5")
		detail = "the server is busy or ending: " + detail
	case generation.Unreadable(err):
		s.logf("%v", err)
		detail = "what the last run concluded cannot be read: begin a run, which concludes it anew"
	case status == http.StatusInternalServerError:
		s.logf("%v", err)
		detail = internalError
	}
	problem(w, status, "%s", detail)
}

// notFound answers requests for unknown paths, and for methods that a path does not support.
func notFound(mux *http.ServeMux) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var allowed []string
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			try := r.Clone(r.Context())
			try.Method = method
			if _, pattern := mux.Handler(try); strings.Contains(pattern, " ") {
				allowed = append(allowed, method)
			}
		}
		if len(allowed) == 0 {
			problem(w, http.StatusNotFound, "there is nothing at this path; /openapi.yaml lists what there is")
			return
		}
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		problem(w, http.StatusMethodNotAllowed, "this path takes %s alone", strings.Join(allowed, " and "))
	}
}
