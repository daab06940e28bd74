package serve

import (
	_ "embed" // embeds the description of the API
	"net/http"

	"github.com/wiretrace/wiretrace/store"
)

//go:embed openapi.yaml
var openAPI []byte

// health answers that the process is running.
func (s *Server) health(w http.ResponseWriter, _ *http.Request) {
	s.json(w, http.StatusOK, map[string]string{"status": "ok", "version": s.opts.Version})
}

// ready answers whether the store can be read and the server is not stopping.
func (s *Server) ready(w http.ResponseWriter, _ *http.Request) {
	err := s.stopped.Err()
	if err == nil {
		err = s.st.View(func(v *store.View) error { return v.Err() })
	}
	if err != nil {
		s.fail(w, err)
		return
	}
	s.json(w, http.StatusOK, map[string]string{"status": "ready"})
}

// openAPI answers with the description of the API.
func (s *Server) openAPI(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/yaml")
	_, _ = w.Write(openAPI)
}
